/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawHttp2.GOAWAY;
import static org.airmessenger.airweb.RawHttp2.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.net.SocketException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * HTTP/2 as nobody should speak it. No tool for it can be had from a registry, so these are the
 * telling cases of RFC 9113, frame by frame; its section stands at each.
 */
abstract class Http2Fixture {

    static final int PROTOCOL_ERROR = 1;
    static final int FLOW_CONTROL_ERROR = 3;
    static final int STREAM_CLOSED = 5;
    static final int FRAME_SIZE_ERROR = 6;
    static final int COMPRESSION_ERROR = 9;
    static final int ENHANCE_YOUR_CALM = 11;

    @TempDir Path directory;

    final HeldStep step = new HeldStep();
    WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit = WebKit.start(directory, made -> made.options.setMaxHeaderBytes(4096), step);
    }

    /** Whatever one connection did, the others go on. */
    @AfterEach
    void othersGoOn() throws Exception {
        var answer =
                kit.client("calm-1")
                        .sendAsync(kit.post("/v1/messages/a", "x"), BodyHandlers.ofString());
        HeldStep.Held held = step.next();
        while (!"calm-1".equals(held.header(AirHeaders.DEVICE))) {
            held.keep();
            held = step.next();
        }
        held.keep();
        assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        kit.close();
    }

    interface Noise {
        void make(RawHttp2 connection) throws Exception;
    }

    /** The connection ends, with this error if one is said. */
    void endsWith(int code, Noise noise) throws Exception {
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            try {
                noise.make(connection);
            } catch (SocketException | SSLException e) {
                // closed while it still talks: that is what it is about
            }
            var ends = connection.awaitClosed();
            assertThat(ends)
                    .filteredOn(frame -> frame.type() == GOAWAY)
                    .allMatch(frame -> frame.code() == code);
        }
    }

    /** The stream ends with this error, the connection goes on. */
    void resets(int stream, int code, Noise noise) throws Exception {
        try (RawHttp2 connection = RawHttp2.connect(kit, "thermo-1")) {
            noise.make(connection);
            RawHttp2.Frame reset = connection.await(RST_STREAM);
            assertThat(reset.stream()).isEqualTo(stream);
            assertThat(reset.code()).isEqualTo(code);
            connection.request(stream + 2, "GET", "/nothing");
            assertThat(connection.awaitStatus(stream + 2)).isEqualTo("404");
        }
    }

    static byte[] int32(int value) {
        return new byte[] {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
    }
}
