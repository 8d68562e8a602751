/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Decompresses what strangers sent. Size and ratio are checked piece by piece while it grows, so
 * that a bomb costs one piece more than is allowed and never what it claims to hold.
 *
 * @param coding gzip or zstd
 * @param maxBytes largest result
 * @param maxRatio largest result in multiples of what was sent, beyond {@value #FREE_BYTES} bytes
 */
record Inflation(Coding coding, int maxBytes, int maxRatio) {

    /** Small bodies may be as dense as they like. */
    static final int FREE_BYTES = 64 * 1024;

    private static final int PIECE_BYTES = 8 * 1024;

    /** RFC 8878, section 3.1.1.1.2: decoders should take windows of at least 8 MB. */
    private static final int LEAST_WINDOW_LOG = 23;

    /**
     * The content.
     *
     * @throws RefusedException {@link Refusal#TOO_LARGE} if it is beyond the limits, {@link
     *     Refusal#UNREADABLE} if it is cut off or damaged
     */
    byte[] of(byte[] body) {
        if (body.length == 0) {
            throw truncated();
        }
        long most = Math.min(maxBytes, Math.max(FREE_BYTES, (long) body.length * maxRatio));
        if (coding == Coding.ZSTD) {
            // 0: the frame does not say; below 0: not a frame, which reading will tell
            check(Zstd.getFrameContentSize(body), most, body.length);
        }
        int expected = (int) Math.min(most, Math.max(PIECE_BYTES, 4L * body.length));
        ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
        ByteArrayInputStream left = new ByteArrayInputStream(body);
        try (InputStream in = open(left)) {
            byte[] piece = new byte[PIECE_BYTES];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                check((long) out.size() + n, most, body.length);
                out.write(piece, 0, n);
            }
        } catch (EOFException cut) {
            throw truncated();
        } catch (IOException damaged) {
            boolean cut = String.valueOf(damaged.getMessage()).contains("Truncated");
            throw cut
                    ? truncated()
                    : PayloadStep.unreadable(
                            "AIR-8012 a body must be what its encoding "
                                    + coding.token()
                                    + " says but is damaged, send it again");
        }
        return out.toByteArray();
    }

    private InputStream open(InputStream body) throws IOException {
        if (coding == Coding.GZIP) {
            return new GZIPInputStream(body, PIECE_BYTES);
        }
        // a frame of a few bytes may ask for a window of 2 GB
        int windowLog = 32 - Integer.numberOfLeadingZeros(maxBytes - 1);
        return new ZstdInputStreamNoFinalizer(body)
                .setLongMax(Math.max(LEAST_WINDOW_LOG, Math.min(27, windowLog)));
    }

    private void check(long size, long most, int sent) {
        if (size > most) {
            String rule =
                    size > maxBytes
                            ? "≤ " + maxBytes + " bytes (maxBytes)"
                            : "≤ " + maxRatio + " times its " + sent + " bytes (maxRatio)";
            throw PayloadStep.tooLarge(
                    "AIR-8011 a decompressed body must be "
                            + rule
                            + " but is more, send less or raise the limit");
        }
    }

    private static RefusedException truncated() {
        return PayloadStep.unreadable(
                "AIR-8013 a compressed body must be whole but is cut off, send it again");
    }
}
