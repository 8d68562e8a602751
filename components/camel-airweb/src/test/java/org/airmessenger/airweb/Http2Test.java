/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawHttp2.DATA;
import static org.airmessenger.airweb.RawHttp2.END_HEADERS;
import static org.airmessenger.airweb.RawHttp2.END_STREAM;
import static org.airmessenger.airweb.RawHttp2.GOAWAY;
import static org.airmessenger.airweb.RawHttp2.HEADERS;
import static org.airmessenger.airweb.RawHttp2.PING;
import static org.airmessenger.airweb.RawHttp2.PRIORITY;
import static org.airmessenger.airweb.RawHttp2.PUSH_PROMISE;
import static org.airmessenger.airweb.RawHttp2.RST_STREAM;
import static org.airmessenger.airweb.RawHttp2.SETTINGS;
import static org.airmessenger.airweb.RawHttp2.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames that are not what RFC 9113 says. */
class Http2Test extends Http2Fixture {

    @Test
    void tellsItsLimitsInItsSettings() throws Exception {
        // 6.5.2
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            byte[] settings = connection.await(SETTINGS).payload();
            String all = java.util.HexFormat.of().formatHex(settings);
            assertThat(all).contains("000300000064").contains("000600001000");
        }
    }

    @Test
    void refusesAConnectionThatDoesNotBeginWithThePreface() throws Exception {
        // 3.4
        try (RawHttp2 connection = RawHttp2.silent(kit, "thermo-1")) {
            connection.write(
                    "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.awaitClosed();
        }
    }

    @Test
    void refusesAFirstFrameThatIsNotSettings() throws Exception {
        // 3.4
        try (RawHttp2 connection = RawHttp2.silent(kit, "thermo-1")) {
            connection.write(RawHttp2.PREFACE);
            connection.frame(PING, 0, 0, new byte[8]);
            assertThat(connection.awaitClosed())
                    .filteredOn(frame -> frame.type() == GOAWAY)
                    .allMatch(frame -> frame.code() == PROTOCOL_ERROR);
        }
    }

    @Test
    void refusesAFrameLongerThanItSaid() throws Exception {
        // 4.2: the length is known before a byte of it is read
        endsWith(
                FRAME_SIZE_ERROR,
                connection -> connection.write(new byte[] {0x7f, 0, 0, DATA, 0, 0, 0, 0, 1}));
    }

    @Test
    void refusesHeadersThatAreNoHpack() throws Exception {
        // 4.3
        endsWith(
                COMPRESSION_ERROR,
                connection ->
                        connection.frame(
                                HEADERS,
                                END_STREAM | END_HEADERS,
                                1,
                                new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff}));
    }

    @Test
    void refusesFramesBetweenHeadersAndTheirContinuation() throws Exception {
        // 4.3, 6.2
        endsWith(
                PROTOCOL_ERROR,
                connection -> {
                    byte[] head = connection.head("GET", "/nothing");
                    connection.frame(HEADERS, END_STREAM, 1, Arrays.copyOf(head, 5));
                    connection.frame(PING, 0, 0, new byte[8]);
                });
    }

    @Test
    void refusesFramesOnStreamsThatAreIdle() throws Exception {
        // 5.1
        endsWith(PROTOCOL_ERROR, connection -> connection.frame(DATA, 0, 1, new byte[3]));
    }

    @Test
    void refusesStreamsWithTheNumberOfAServer() throws Exception {
        // 5.1.1
        endsWith(PROTOCOL_ERROR, connection -> connection.request(2, "GET", "/nothing"));
    }

    @Test
    void takesNoStreamWithALowerNumberThanTheLast() throws Exception {
        // 5.1.1
        endsWith(
                PROTOCOL_ERROR,
                connection -> {
                    connection.request(5, "GET", "/nothing");
                    connection.awaitStatus(5);
                    connection.request(3, "POST", "/v1/messages/a");
                });
        assertThat(step.held).isEmpty();
    }

    @Test
    void takesNoSecondHeadOnAStreamThatWasEnded() throws Exception {
        // 5.1: while it is answered; ended by a body, by a reset; and when it is over
        endsWith(
                STREAM_CLOSED,
                connection -> {
                    connection.request(1, "POST", "/v1/messages/a");
                    connection.request(1, "POST", "/v1/messages/b");
                });
        endsWith(
                STREAM_CLOSED,
                connection -> {
                    byte[] head = connection.head("POST", "/v1/messages/a");
                    connection.frame(HEADERS, END_HEADERS, 1, head);
                    connection.frame(DATA, END_STREAM, 1, new byte[1]);
                    connection.request(1, "POST", "/v1/messages/b");
                });
        endsWith(
                STREAM_CLOSED,
                connection -> {
                    byte[] head = connection.head("POST", "/v1/messages/a");
                    connection.frame(HEADERS, END_HEADERS, 1, head);
                    connection.frame(RST_STREAM, 0, 1, int32(8));
                    connection.request(1, "POST", "/v1/messages/b");
                });
        endsWith(
                STREAM_CLOSED,
                connection -> {
                    connection.request(1, "GET", "/nothing");
                    connection.awaitStatus(1);
                    connection.request(1, "GET", "/nothing");
                });
    }

    @Test
    void takesTrailersAndStreamsWithGapsBetweenTheirNumbers() throws Exception {
        // 8.1, 5.1.1
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            for (int stream : new int[] {1, 9, 1001, 1003, 100_001}) {
                byte[] head = connection.head("GET", "/nothing");
                connection.frame(HEADERS, END_HEADERS, stream, head);
                Http2Headers trailers = new DefaultHttp2Headers(false).add("x-sum", "0");
                connection.frame(
                        HEADERS, END_STREAM | END_HEADERS, stream, connection.encoded(trailers));
                assertThat(connection.awaitStatus(stream)).isEqualTo("404");
            }
        }
    }

    @Test
    void refusesBodiesOnStreamsThatWereEnded() throws Exception {
        // 5.1
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            connection.request(1, "POST", "/v1/messages/a");
            connection.frame(DATA, END_STREAM, 1, new byte[1]);
            RawHttp2.Frame end = connection.read();
            while (end != null && end.type() != RST_STREAM && end.type() != GOAWAY) {
                end = connection.read();
            }
            assertThat(end).isNotNull();
            assertThat(end.code()).isEqualTo(STREAM_CLOSED);
        }
    }

    @Test
    void refusesMoreStreamsThanItAllows() throws Exception {
        // 5.1.2
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            for (int i = 0; i < 110; i++) {
                connection.request(2 * i + 1, "POST", "/v1/messages/a");
            }
            RawHttp2.Frame reset = connection.await(RST_STREAM);
            assertThat(reset.stream()).isEqualTo(201);
            assertThat(reset.code()).isEqualTo(7);
        }
    }

    @Test
    void refusesAWindowThatOverflows() throws Exception {
        // 6.9.1
        endsWith(
                FLOW_CONTROL_ERROR,
                connection -> {
                    connection.frame(WINDOW_UPDATE, 0, 0, int32(Integer.MAX_VALUE));
                    connection.frame(WINDOW_UPDATE, 0, 0, int32(Integer.MAX_VALUE));
                });
    }

    @Test
    void refusesAWindowThatDoesNotGrow() throws Exception {
        // 6.9
        endsWith(PROTOCOL_ERROR, connection -> connection.frame(WINDOW_UPDATE, 0, 0, int32(0)));
    }

    @Test
    void refusesSettingsThatAreWrong() throws Exception {
        // 6.5, 6.5.2
        endsWith(FRAME_SIZE_ERROR, connection -> connection.frame(SETTINGS, 0, 0, new byte[5]));
        endsWith(PROTOCOL_ERROR, connection -> connection.frame(SETTINGS, 0, 1, new byte[0]));
        endsWith(
                FLOW_CONTROL_ERROR,
                connection ->
                        connection.frame(SETTINGS, 0, 0, new byte[] {0, 4, (byte) 0x80, 0, 0, 0}));
        endsWith(
                PROTOCOL_ERROR,
                connection -> connection.frame(SETTINGS, 0, 0, new byte[] {0, 5, 0, 0, 0, 1}));
    }

    @Test
    void refusesPingsThatAreWrong() throws Exception {
        // 6.7
        endsWith(FRAME_SIZE_ERROR, connection -> connection.frame(PING, 0, 0, new byte[7]));
        endsWith(PROTOCOL_ERROR, connection -> connection.frame(PING, 0, 1, new byte[8]));
    }

    @Test
    void refusesAPushOfAClient() throws Exception {
        // 8.4
        endsWith(
                PROTOCOL_ERROR,
                connection -> connection.frame(PUSH_PROMISE, END_HEADERS, 1, new byte[4]));
    }

    @Test
    void refusesAStreamThatDependsOnItself() throws Exception {
        // 5.3.1 of RFC 7540: taken from who still sends it, but it does no harm
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            connection.frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 1, 15});
            connection.frame(PING, 0, 0, new byte[8]);
            RawHttp2.Frame frame = connection.read();
            while (frame != null && frame.type() != PING && frame.type() != RST_STREAM) {
                frame = connection.read();
            }
        }
    }

    @Test
    void refusesHeadsThatAreNoRequests() throws Exception {
        // 8.2.1, 8.3.1: upper case, no path, a second method, a header of the connection
        Http2Headers upper = heads().add("X-Upper", "x");
        Http2Headers none = new DefaultHttp2Headers(false).method("GET").scheme("https");
        Http2Headers connected = heads().add("connection", "close");
        for (Http2Headers headers : new Http2Headers[] {upper, none, connected}) {
            try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
                connection.frame(HEADERS, END_STREAM | END_HEADERS, 1, connection.encoded(headers));
                RawHttp2.Frame frame = connection.read();
                while (frame != null
                        && frame.type() != RST_STREAM
                        && frame.type() != GOAWAY
                        && connection.statuses().isEmpty()) {
                    frame = connection.read();
                }
                assertThat(connection.statuses()).as(headers.toString()).doesNotContain("202");
            }
        }
        assertThat(step.held).isEmpty();
    }

    private static Http2Headers heads() {
        return new DefaultHttp2Headers(false)
                .method("POST")
                .path("/v1/messages/a")
                .scheme("https")
                .authority("gateway");
    }

    @Test
    void refusesABodyThatIsNotAsLongAsItSaid() throws Exception {
        // 8.1.1
        resets(
                1,
                PROTOCOL_ERROR,
                connection -> {
                    connection.frame(
                            HEADERS,
                            END_HEADERS,
                            1,
                            connection.head("POST", "/v1/messages/a", "content-length", "10"));
                    connection.frame(DATA, END_STREAM, 1, new byte[3]);
                });
    }
}
