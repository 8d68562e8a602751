/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.config.Problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a start checks in routes and Kamelets, for single files, wherever they lie: ids, Kamelets
 * and their parameters.
 */
public final class FileRules {

    private final Kamelets kamelets;

    /**
     * Knows the Kamelets of some folders.
     *
     * @param folders the first that has a Kamelet wins
     * @param given names of properties; {@code camel.kamelet.<name>.<parameter>} counts as given
     */
    public FileRules(List<Path> folders, Set<String> given) {
        List<Path> reversed = new ArrayList<>(folders);
        Collections.reverse(reversed);
        // what is wrong with other files is not asked here
        kamelets = Kamelets.read(reversed, given, new ArrayList<>());
    }

    /** What is wrong with a route file. */
    public List<Problem> route(Path file) {
        List<Problem> problems = new ArrayList<>();
        RouteFiles.checkOne(file, kamelets, problems);
        return problems;
    }

    /** What is wrong with what a Kamelet calls. */
    public List<Problem> kamelet(Path file) {
        List<Problem> problems = new ArrayList<>();
        try (var text = Files.newBufferedReader(file)) {
            var root = YamlNodes.root(file.toString(), text, problems);
            if (root != null) {
                RouteFiles.checkInside(file.toString(), root, kamelets, problems);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems;
    }
}
