/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.files.SafeFiles;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** The folder of the journal holds all messages: nobody but its owner may enter it. */
final class DataFolder {

    private DataFolder() {}

    /** Finds a folder that others may enter. It may be shared, so it is not changed unasked. */
    static void check(Settings settings, List<Problem> problems) {
        Path data = settings.path(ConfigKeys.DATA);
        if (!Files.isDirectory(data)) {
            return;
        }
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(data);
            if (rights.stream().anyMatch(right -> !right.name().startsWith("OWNER_"))) {
                problems.add(
                        new Problem(
                                SettingsReader.FILE,
                                "AIR-9033 only its owner may enter the folder of "
                                        + ConfigKeys.DATA
                                        + " but "
                                        + data
                                        + " is "
                                        + PosixFilePermissions.toString(rights)
                                        + ": chmod 700 it, or name a folder of the gateway's own"));
            }
        } catch (UnsupportedOperationException e) {
            // a file system without such rights protects by other means
        } catch (IOException e) {
            problems.add(
                    new Problem(
                            SettingsReader.FILE,
                            "AIR-9034 the folder of "
                                    + ConfigKeys.DATA
                                    + " must be readable but is not: "
                                    + e));
        }
    }

    /** Makes it if it is not there, for its owner alone. */
    static void make(Settings settings) throws IOException {
        Path data = settings.path(ConfigKeys.DATA);
        if (Files.notExists(data)) {
            SafeFiles.privateFolder(data);
        }
    }
}
