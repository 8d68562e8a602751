/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a listener's certificate, its key and the authorities of its clients lie: PEM files.
 *
 * @param certificate with the chain behind it
 * @param key PKCS 8, not encrypted
 * @param authorities nothing but them is trusted
 */
public record TlsFiles(Path certificate, Path key, List<Path> authorities) {

    /** Copies the list. */
    public TlsFiles {
        authorities = List.copyOf(authorities);
    }

    /**
     * From the options of a listener.
     *
     * @param authorities separated by commas
     * @throws IllegalArgumentException with all that are not set
     */
    public static TlsFiles of(String certificate, String key, String authorities) {
        List<String> missing = new ArrayList<>();
        look("certificateFile", certificate, missing);
        look("keyFile", key, missing);
        look("clientCaFiles", authorities, missing);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "AIR-1006 a listener with TLS needs certificateFile, keyFile and clientCaFiles"
                            + " but has no "
                            + String.join(", ", missing)
                            + "; set it, or switch the listener off");
        }
        List<Path> trusted = new ArrayList<>();
        for (String name : authorities.split(",")) {
            trusted.add(Path.of(name.strip()));
        }
        return new TlsFiles(Path.of(certificate), Path.of(key), trusted);
    }

    private static void look(String option, String value, List<String> missing) {
        if (value == null || value.isBlank()) {
            missing.add(option);
        }
    }

    /** All of them. */
    List<Path> all() {
        List<Path> all = new ArrayList<>(authorities);
        all.add(certificate);
        all.add(key);
        return all;
    }
}
