/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The packed product. */
final class Product {

    /**
     * For gateways that live some seconds, as {@code AIR_JAVA_OPTS}; DistributionTest starts it as
     * people do.
     */
    static final String SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private Product() {}

    /** Unzips it and gives its {@code bin/air}. */
    static Path unzip(Path target) throws IOException {
        Path zip = Path.of(System.getProperty("air.distribution"));
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                assertThat(path.startsWith(target)).as(entry.getName()).isTrue();
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(in, path);
                }
            }
        }
        try (Stream<Path> top = Files.list(target)) {
            Path air = top.findFirst().orElseThrow().resolve("bin/air");
            Files.setPosixFilePermissions(air, PosixFilePermissions.fromString("rwxr-xr-x"));
            return air;
        }
    }
}
