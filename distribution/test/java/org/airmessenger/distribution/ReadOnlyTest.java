/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The product in a folder that it cannot write, as in a container with a read-only root. */
class ReadOnlyTest {

    private static final String NOBODY = "65534";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

    @TempDir Path folder;
    private Path dist;

    @AfterEach
    void unlock() throws IOException {
        rights(true);
    }

    @Test
    void runsWithAFolderOfItsOwnAsTheOnlyPlaceToWrite() throws Exception {
        Path air = Product.unzip(Files.createDirectory(folder.resolve("dist")));
        dist = air.getParent().getParent();
        Path home = Files.createDirectory(folder.resolve("home"));
        List<String> user = List.of();
        if (System.getProperty("user.name").equals("root") && Files.isExecutable(SETPRIV)) {
            // root may write everything, whatever the rights say
            user =
                    List.of(
                            SETPRIV.toString(),
                            "--reuid=" + NOBODY,
                            "--regid=" + NOBODY,
                            "--clear-groups");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setAttribute(home, "unix:uid", Integer.valueOf(NOBODY));
        }
        Map<Path, FileTime> before = rights(false);

        // a temporary folder that cannot be written, as there
        Map<String, String> environment =
                Map.of(
                        "AIR_ARCHIVE", "off",
                        "AIR_HOME", home.toString(),
                        "TMPDIR", dist.toString(),
                        "JAVA_HOME", System.getProperty("java.home"));
        try (InstalledProduct product = new InstalledProduct(air, folder, user, environment)) {
            assertThat(product.run("init")).as(product.err()).isZero();
            assertThat(product.run("doctor")).as(product.out()).isZero();
            product.startAndStop(home);
        }

        assertThat(home.resolve("cache/tmp")).isDirectory();
        assertThat(rights(false)).isEqualTo(before);
    }

    /** Gives or takes the right to write, and tells what is there. */
    private Map<Path, FileTime> rights(boolean write) throws IOException {
        Map<Path, FileTime> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(dist)) {
            for (Path path : all.toList()) {
                Set<PosixFilePermission> rights =
                        EnumSet.copyOf(Files.getPosixFilePermissions(path));
                rights.removeIf(right -> right.name().endsWith("_WRITE"));
                rights.add(PosixFilePermission.OTHERS_READ);
                if (rights.contains(PosixFilePermission.OWNER_EXECUTE)) {
                    rights.add(PosixFilePermission.OTHERS_EXECUTE);
                }
                if (write) {
                    rights.add(PosixFilePermission.OWNER_WRITE);
                }
                Files.setPosixFilePermissions(path, rights);
                files.put(path, Files.getLastModifiedTime(path));
            }
        }
        return files;
    }
}
