/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawHttp2.DATA;
import static org.airmessenger.airweb.RawHttp2.GOAWAY;
import static org.airmessenger.airweb.RawHttp2.PRIORITY;
import static org.airmessenger.airweb.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.LastValues;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.SocketException;
import javax.net.ssl.SSLException;

/** Frames that ask for work and carry nothing (RFC 9113, 10.5). */
class Http2NoiseTest extends Http2Fixture {

    private static final byte[] LARGE = new byte[1 << 20];
    private static final int ACK_OF_SETTINGS = 0x4;
    private static final int UNKNOWN = 0x42;

    @ParameterizedTest
    @ValueSource(ints = {PRIORITY, WINDOW_UPDATE, ACK_OF_SETTINGS, UNKNOWN})
    void sendsAwayWhoOnlyMakesWork(int type) throws Exception {
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            try {
                for (int i = 0; i < 10_000; i++) {
                    noise(connection, type);
                }
            } catch (SocketException | SSLException e) {
                // closed while it still talks: that is what it is about
            }
            assertThat(connection.awaitClosed())
                    .filteredOn(frame -> frame.type() == GOAWAY)
                    .allMatch(frame -> frame.code() == ENHANCE_YOUR_CALM);
        }
    }

    /** So few that its reader can still be told why. */
    @ParameterizedTest
    @ValueSource(ints = {PRIORITY, WINDOW_UPDATE, UNKNOWN})
    void saysWhy(int type) throws Exception {
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            for (int i = 0; i < 150; i++) {
                noise(connection, type);
            }
            RawHttp2.Frame end = connection.await(GOAWAY);
            assertThat(end.code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    private static void noise(RawHttp2 connection, int type) throws Exception {
        switch (type) {
            case PRIORITY -> connection.frame(type, 0, 3, new byte[] {0, 0, 0, 1, 15});
            case WINDOW_UPDATE -> connection.frame(type, 0, 0, int32(1));
            case ACK_OF_SETTINGS -> connection.frame(type, RawHttp2.ACK, 0, new byte[0]);
            default -> connection.frame(type, 0, 0, new byte[8]);
        }
    }

    @Test
    void aFewDisturbNobody() throws Exception {
        // what clients send that still know priorities (RFC 7540, 5.3)
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            for (int i = 0; i < 20; i++) {
                noise(connection, PRIORITY);
                noise(connection, WINDOW_UPDATE);
            }
            connection.request(1, "GET", "/nothing");
            assertThat(connection.awaitStatus(1)).isEqualTo("404");
        }
    }

    @Test
    void whoReadsMuchMayGiveMuchWindow() throws Exception {
        LastValues.Last last = new LastValues.Last("a", LARGE, "id-1", 1, 0, null, null, null);
        kit.context
                .getRegistry()
                .bind(
                        LastValues.BEAN,
                        new LastValues() {
                            @Override
                            public Last of(String topic) {
                                return last;
                            }

                            @Override
                            public void remember(Last other) {
                                throw new IllegalStateException("nothing is posted here");
                            }
                        });
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            for (int stream = 1; stream < 20; stream += 2) {
                connection.request(stream, "GET", "/v1/last/a");
                int read = 0;
                while (read < LARGE.length) {
                    RawHttp2.Frame frame = connection.await(DATA);
                    read += frame.payload().length;
                    // as stingy as can be: room for what came, twice, for each frame
                    connection.frame(WINDOW_UPDATE, 0, 0, int32(frame.payload().length));
                    if (read < LARGE.length) {
                        connection.frame(WINDOW_UPDATE, 0, stream, int32(frame.payload().length));
                    }
                }
            }
        }
    }
}
