/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

/**
 * The streams that the other end of an HTTP/2 connection has opened and ended itself. The codec
 * takes a second head on such a stream, and one on a number that was skipped, for the lateness of
 * one stream; RFC 9113 (5.1, 5.1.1) lets the connection end: nobody who means well sends them.
 *
 * <p>Knows the last streams alone: what is older is left to the codec. Not thread-safe.
 */
final class StreamNumbers {

    /** No error (RFC 9113, 7). */
    static final int GOOD = 0;

    private static final int PROTOCOL_ERROR = 1;
    private static final int STREAM_CLOSED = 5;

    private static final int KNOWN = 128;
    private static final byte SKIPPED = 0;
    private static final byte OPEN = 1;
    private static final byte ENDED = 2;

    private final byte[] states = new byte[KNOWN];
    private int last = -1;

    /**
     * A head came.
     *
     * @param stream its number
     * @param ends whether nothing more comes on the stream
     * @return the code with which the connection ends, or {@link #GOOD}
     */
    int head(int stream, boolean ends) {
        if ((stream & 1) == 0) {
            // not one of a client: the codec says so
            return GOOD;
        }
        int index = stream >> 1;
        if (index > last) {
            for (int i = Math.max(last + 1, index - KNOWN + 1); i < index; i++) {
                states[i % KNOWN] = SKIPPED;
            }
            last = index;
        } else if (last - index >= KNOWN) {
            return GOOD;
        } else if (states[index % KNOWN] != OPEN) {
            return states[index % KNOWN] == ENDED ? STREAM_CLOSED : PROTOCOL_ERROR;
        }
        states[index % KNOWN] = ends ? ENDED : OPEN;
        return GOOD;
    }

    /** Nothing more comes on a stream. */
    void ended(int stream) {
        int index = stream >> 1;
        if ((stream & 1) == 1 && index <= last && last - index < KNOWN) {
            states[index % KNOWN] = ENDED;
        }
    }
}
