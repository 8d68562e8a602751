/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.Received;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** What goes over the wire. */
class HttpSinkTest {

    private SinkFixture sink;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        sink =
                new SinkFixture(
                        folder,
                        FunctionOptions.secure(SinkFixture.CERTIFICATE)
                                .signedWith(SinkFixture.KEY));
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void sendsOneMessageAsCloudEventInBinaryModeOverHttp2() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));
        Message message = sink.message("id-1", "{\"celsius\":81.5}");
        message.setHeader(AirHeaders.PRIORITY, 9);
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        message.setHeader(AirHeaders.TRACE, trace);

        Exchange exchange = sink.send("cloud", message);

        assertThat(exchange.getException()).isNull();
        Received received = sink.last();
        assertThat(received.httpVersion()).isEqualTo("HTTP_2");
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.signed()).isTrue();
        assertThat(received.content()).asString().isEqualTo("{\"celsius\":81.5}");
        assertThat(received.headers())
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", "id-1")
                .containsEntry("ce-source", "/devices/thermo-1")
                .containsEntry("ce-type", "org.airmessenger.message")
                .containsEntry("ce-time", "2026-09-21T14:13:20.123Z")
                .containsEntry("ce-subject", "sensors/thermo-1/temperature")
                .containsEntry("ce-priority", "9")
                .containsEntry("ce-device", "thermo-1")
                .containsEntry("ce-tenant", "plant-a")
                .containsEntry("ce-traceparent", trace)
                .containsEntry("traceparent", trace)
                .containsEntry("air-id", "id-1")
                .containsEntry("air-priority", "9")
                .containsEntry("content-type", "application/json");
    }

    @Test
    void sendsListAsOneBatchInItsOrder() throws Exception {
        sink.add("cloud", sink.parameters("hmacKey", SinkFixture.KEY));

        Exchange exchange = sink.send("cloud", sink.batch(3));

        assertThat(exchange.getException()).isNull();
        assertThat(sink.last().batch()).isTrue();
        assertThat(sink.last().arrivals()).extracting("id").containsExactly("id-0", "id-1", "id-2");
        assertThat(sink.function.report().messages()).isEqualTo(3);
        assertThat(sink.function.report().inversions()).isZero();
    }
}
