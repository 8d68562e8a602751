/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import com.github.luben.zstd.Zstd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** How content is coded (RFC 9110, section 8.4.1). */
public enum Coding {
    /** As it is. */
    NONE(null),
    /** RFC 1952. */
    GZIP("gzip"),
    /** RFC 8878. */
    ZSTD("zstd");

    private static final int ZSTD_LEVEL = 3;

    private final String token;

    Coding(String token) {
        this.token = token;
    }

    /** The token of {@code Content-Encoding}; null for {@link #NONE}. */
    public String token() {
        return token;
    }

    /**
     * The coding of a token, in any case; {@code x-gzip} is gzip and {@code identity} is {@link
     * #NONE}, as RFC 9110 says. Null if it is neither, or a list.
     */
    static Coding of(String token) {
        return switch (token.trim().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> GZIP;
            case "zstd" -> ZSTD;
            case "identity" -> NONE;
            default -> null;
        };
    }

    /** Content as this coding has it. */
    public byte[] encode(byte[] content) {
        return switch (this) {
            case NONE -> content;
            case GZIP -> gzip(content);
            case ZSTD -> Zstd.compress(content, ZSTD_LEVEL);
        };
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
