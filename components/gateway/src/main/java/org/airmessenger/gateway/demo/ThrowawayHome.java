/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** What demo and benchmarks need of a gateway's folder that does not last. */
public final class ThrowawayHome {

    private ThrowawayHome() {}

    /**
     * Copies the product's own routes and Kamelets: of the unpacked distribution ({@code
     * air.dist}), or of the checkout that this is run from.
     *
     * @param folder the gateway's folder
     * @throws IOException AIR-9081 if they are not found
     */
    public static void copyProduct(Path folder) throws IOException {
        Path product = product();
        for (String part : List.of("routes", "kamelets")) {
            Path to = Files.createDirectories(folder.resolve(part));
            try (Stream<Path> files = Files.list(product.resolve(part))) {
                for (Path file : files.filter(ThrowawayHome::isProduct).toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private static Path product() throws IOException {
        String told = System.getProperty("air.dist", System.getProperty("air.project.root", ""));
        Path start = Path.of(told).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("routes"))
                    && Files.isDirectory(at.resolve("kamelets"))) {
                return at;
            }
        }
        throw new IOException(
                "AIR-9081 the folders routes and kamelets must be in or above "
                        + start
                        + " but are not: run bin/air of the distribution");
    }

    private static boolean isProduct(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".yaml");
    }

    /** Removes a folder and all that is in it; without a word if it is gone already, or null. */
    public static void remove(Path folder) throws IOException {
        if (folder == null || Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException e)
                            throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
