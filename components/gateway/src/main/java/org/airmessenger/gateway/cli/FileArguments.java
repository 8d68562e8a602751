/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files, folders and patterns of a command line. */
final class FileArguments {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");

    private FileArguments() {}

    /**
     * The files that are meant, each once, in order.
     *
     * @param arguments a file as it is; of a folder all files below it with the suffix; of a
     *     pattern (with * or ?) all files that match
     * @throws IllegalArgumentException if a file does not exist
     */
    static List<Path> find(List<String> arguments, String suffix) throws IOException {
        Set<Path> found = new LinkedHashSet<>();
        for (String argument : arguments) {
            Path path = Path.of(argument);
            if (Files.isDirectory(path)) {
                found.addAll(below(path, suffix));
            } else if (Files.exists(path)) {
                found.add(path);
            } else if (argument.matches(".*[*?{\\[].*")) {
                found.addAll(matching(argument, suffix));
            } else {
                throw new IllegalArgumentException(
                        "AIR-9093 a file must exist but there is no " + argument);
            }
        }
        return List.copyOf(found);
    }

    private static List<Path> below(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .filter(file -> isOurs(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOurs(Path file) {
        for (Path part : file) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> matching(String pattern, String suffix) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        int wild = pattern.replaceAll("[*?{\\[].*", "").lastIndexOf('/');
        Path base = Path.of(wild < 0 ? "" : pattern.substring(0, Math.max(1, wild)));
        return Files.isDirectory(base)
                ? below(base, suffix).stream()
                        .map(file -> wild < 0 ? Path.of("").resolve(file) : file)
                        .filter(matcher::matches)
                        .toList()
                : List.of();
    }
}
