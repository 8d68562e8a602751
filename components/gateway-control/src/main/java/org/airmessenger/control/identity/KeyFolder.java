/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.SafeFiles;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** {@code AIR_HOME/data/keys} (0700): one at a time, whatever process it is in, changes it. */
final class KeyFolder {

    private final Path folder;

    KeyFolder(Path home) {
        folder = home.resolve("data").resolve("keys");
    }

    /** What needs the keys and can go wrong in their ways. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException, GeneralSecurityException;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    <T> T locked(Work<T> work) {
        try {
            // the folder above holds the journal too, unless the configuration says otherwise
            SafeFiles.privateFolder(folder.getParent());
            SafeFiles.privateFolder(folder);
            return SafeFiles.locked(
                    folder.resolve(".lock"),
                    () -> {
                        try {
                            return work.run();
                        } catch (GeneralSecurityException e) {
                            throw new IOException(e);
                        }
                    });
        } catch (IOException e) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6111 keys must be usable in data/keys but were not ("
                            + e
                            + "); check owner, permissions and disk");
        }
    }
}
