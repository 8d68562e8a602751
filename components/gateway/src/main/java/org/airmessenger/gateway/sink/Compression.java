/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Coding;

import java.util.Locale;

/**
 * Decides whether a request is compressed, and how. {@code auto} compresses only what is larger
 * than 1 KiB, becomes smaller, and goes to a server that said in an answer what it takes (RFC 9110,
 * section 12.5.3); until its first answer nothing is compressed.
 */
final class Compression {

    /** {@code auto} leaves smaller content alone: the header would cost more than it saves. */
    static final int AUTO_THRESHOLD = 1024;

    private final boolean auto;
    private volatile Coding coding;

    /**
     * One destination's compression.
     *
     * @param mode {@code none}, {@code gzip}, {@code zstd} or {@code auto}
     */
    Compression(String mode) {
        this.auto = "auto".equals(mode);
        this.coding = auto || "none".equals(mode) ? Coding.NONE : Coding.valueOf(upper(mode));
    }

    /** Whether the server's answers decide. */
    boolean isAuto() {
        return auto;
    }

    /**
     * Compresses content if that is wanted and worth it.
     *
     * @param content what would be sent
     * @return what is sent, and its coding
     */
    Coded apply(byte[] content) {
        Coding wanted = coding;
        if (wanted == Coding.NONE || auto && content.length <= AUTO_THRESHOLD) {
            return new Coded(Coding.NONE, content);
        }
        byte[] coded = wanted.encode(content);
        boolean worth = !auto || coded.length < content.length;
        return worth ? new Coded(wanted, coded) : new Coded(Coding.NONE, content);
    }

    /**
     * Learns from an answer what the server takes.
     *
     * @param acceptEncoding the answer's {@code Accept-Encoding}; null if it had none
     * @param refused the answer refused a compressed request's coding (415)
     */
    void learn(String acceptEncoding, boolean refused) {
        if (!auto) {
            return;
        }
        if (acceptEncoding != null) {
            Coding best = best(acceptEncoding);
            if (best != coding) {
                coding = best;
            }
        } else if (refused) {
            coding = Coding.NONE;
        }
    }

    private static Coding best(String acceptEncoding) {
        Coding best = Coding.NONE;
        for (String element : acceptEncoding.split(",")) {
            String[] parts = element.trim().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
            boolean accepted = parts.length < 2 || !parts[1].matches("q=0(\\.0*)?");
            if (accepted && "zstd".equals(parts[0])) {
                best = Coding.ZSTD;
            } else if (accepted && "gzip".equals(parts[0]) && best == Coding.NONE) {
                best = Coding.GZIP;
            }
        }
        return best;
    }

    private static String upper(String mode) {
        return mode.toUpperCase(Locale.ROOT);
    }

    /**
     * Content as it is sent.
     *
     * @param coding how it is coded
     * @param content the bytes
     */
    record Coded(Coding coding, byte[] content) {}
}
