/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawHttp2.CONTINUATION;
import static org.airmessenger.airweb.RawHttp2.DATA;
import static org.airmessenger.airweb.RawHttp2.END_HEADERS;
import static org.airmessenger.airweb.RawHttp2.END_STREAM;
import static org.airmessenger.airweb.RawHttp2.GOAWAY;
import static org.airmessenger.airweb.RawHttp2.HEADERS;
import static org.airmessenger.airweb.RawHttp2.PING;
import static org.airmessenger.airweb.RawHttp2.RST_STREAM;
import static org.airmessenger.airweb.RawHttp2.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.SocketException;
import javax.net.ssl.SSLException;

/** Frames that are what they should be, but too many of them. */
class Http2FloodTest extends Http2Fixture {

    @Test
    void refusesContinuationsWithoutEnd() throws Exception {
        // 10.5.1: a head that never ends is cut off at the limit for heads
        endsWith(
                ENHANCE_YOUR_CALM,
                connection -> {
                    byte[] head = connection.head("GET", "/nothing");
                    connection.frame(HEADERS, END_STREAM, 1, head);
                    for (int i = 0; i < 100_000; i++) {
                        connection.frame(CONTINUATION, 0, 1, new byte[0]);
                    }
                });
    }

    @Test
    void refusesAHeadThatIsTooLarge() throws Exception {
        // 10.5.1: before it is kept
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            byte[] head = connection.head("GET", "/nothing", "x", "y".repeat(12_000));
            connection.frame(HEADERS, END_STREAM | END_HEADERS, 1, head);
            RawHttp2.Frame answer = connection.read();
            while (answer != null
                    && answer.type() != RST_STREAM
                    && answer.type() != GOAWAY
                    && connection.statuses().isEmpty()) {
                answer = connection.read();
            }
            assertThat(connection.statuses()).doesNotContain("202", "404");
        }
    }

    @Test
    void refusesMoreThanTheWindowLets() throws Exception {
        // 6.9.1: more data than the stream's window, in frames that are small enough
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            connection.frame(HEADERS, END_HEADERS, 1, connection.head("POST", "/v1/messages/a"));
            try {
                for (int i = 0; i < 2000; i++) {
                    connection.frame(DATA, 0, 1, new byte[16_384]);
                }
            } catch (SocketException | SSLException e) {
                // closed while it still talks
            }
            RawHttp2.Frame end = connection.read();
            while (end != null && end.type() != RST_STREAM && end.type() != GOAWAY) {
                end = connection.read();
            }
            assertThat(connection.statuses()).isSubsetOf("413");
        }
    }

    @Test
    void sendsAwayWhoOpensAndResetsAllTheTime() throws Exception {
        // 10.5: rapid reset
        endsWith(
                ENHANCE_YOUR_CALM,
                connection -> {
                    for (int i = 0; i < 2000; i++) {
                        connection.request(2 * i + 1, "POST", "/v1/messages/a");
                        connection.frame(RST_STREAM, 0, 2 * i + 1, int32(8));
                    }
                });
    }

    @Test
    void sendsAwayWhoPingsAllTheTime() throws Exception {
        // 10.5
        flood(PING, new byte[8]);
    }

    @Test
    void sendsAwayWhoChangesSettingsAllTheTime() throws Exception {
        // 10.5
        flood(SETTINGS, new byte[] {0, 3, 0, 0, 0, 100});
    }

    private void flood(int type, byte[] payload) throws Exception {
        endsWith(
                ENHANCE_YOUR_CALM,
                connection -> {
                    for (int i = 0; i < 10_000; i++) {
                        connection.frame(type, 0, 0, payload);
                    }
                });
    }

    @Test
    void sendsAwayWhoSendsEmptyBodiesAllTheTime() throws Exception {
        // 10.5
        endsWith(
                ENHANCE_YOUR_CALM,
                connection -> {
                    connection.frame(
                            HEADERS, END_HEADERS, 1, connection.head("POST", "/v1/messages/a"));
                    for (int i = 0; i < 10_000; i++) {
                        connection.frame(DATA, 0, 1, new byte[0]);
                    }
                });
    }

    @Test
    void doesNotKeepWhatADeviceDoesNotRead() throws IOException, Exception {
        // 6.9: a window of nothing; the answer waits, and the stream ends with the connection
        try (RawHttp2 connection = RawHttp2.silent(kit, "thermo-1")) {
            connection.write(RawHttp2.PREFACE);
            connection.frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            connection.request(1, "GET", "/nothing");
            assertThat(connection.awaitStatus(1)).isEqualTo("404");
        }
    }
}
