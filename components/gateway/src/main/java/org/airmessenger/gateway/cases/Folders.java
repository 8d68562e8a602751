/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the routes and Kamelets of a cases file are looked for: beside it (or beside its folder, if
 * that is called {@code test}), in the folders {@code routes} and {@code kamelets} there, then in
 * the home.
 *
 * @param home has the folders {@code routes/} and {@code kamelets/}
 * @param near folders near the cases file, the nearest first
 */
record Folders(Path home, List<Path> near) {

    static Folders of(Path home, Path cases) {
        Path folder = Objects.requireNonNull(cases.toAbsolutePath().normalize().getParent());
        boolean beside = folder.endsWith("test") && folder.getParent() != null;
        return new Folders(home, beside ? List.of(folder, folder.getParent()) : List.of(folder));
    }

    /** Folders of Kamelets that exist. */
    List<Path> kamelets() {
        return all("kamelets");
    }

    /** The file of a route, or null if there is none. */
    Path route(String stem) {
        return all("routes").stream()
                .map(folder -> folder.resolve(stem + ".camel.yaml"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /** The file of a Kamelet, or null if there is none. */
    Path kamelet(String stem) {
        return DryRun.kamelet(kamelets(), stem);
    }

    private List<Path> all(String kind) {
        Set<Path> all = new LinkedHashSet<>(near);
        Stream.concat(near.stream(), Stream.of(home))
                .map(folder -> folder.resolve(kind))
                .filter(Files::isDirectory)
                .forEach(all::add);
        return List.copyOf(all);
    }
}
