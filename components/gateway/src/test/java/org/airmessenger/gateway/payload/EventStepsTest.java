/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

class EventStepsTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();
    private static final String HEAD = "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",";

    private final EventStep wrap = new EventStep();
    private final EventUnwrapStep unwrap = new EventUnwrapStep();

    private static Message message(byte[] body) {
        Message message = new DefaultMessage(CAMEL);
        message.setBody(body);
        message.setHeader(AirHeaders.ID, "m-1");
        message.setHeader(AirHeaders.DEVICE, "thermo-1");
        message.setHeader(AirHeaders.TOPIC, "sensors/thermo-1/t");
        message.setHeader(AirHeaders.TIME, 1_700_000_000_000L);
        return message;
    }

    private Message unwrapped(String event) {
        unwrap.setTake("all");
        Message message = message(event.getBytes(StandardCharsets.UTF_8));
        unwrap.apply(message);
        return message;
    }

    private static String text(Message message) {
        return new String((byte[]) message.getBody(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "application/json;{\"a\": [1, 2.50]}",
                "application/json;no json",
                "text/plain;grüße \"quoted\"",
                ";bytes",
                "image/png;bytes"
            })
    void whatIsWrappedComesBackByteForByte(String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Message message = message(bytes);
        if (type != null) {
            message.setHeader(AirHeaders.CONTENT_TYPE, type);
        }
        wrap.apply(message);
        assertThat(text(message)).contains("\"time\":\"2023-11-14T22:13:20.000Z\"");
        unwrap.apply(message);
        assertThat((byte[]) message.getBody()).isEqualTo(bytes);
        assertThat(message.getHeader(AirHeaders.CONTENT_TYPE)).isEqualTo(type);
        assertThat(message.getHeader(AirHeaders.ID)).isEqualTo("m-1");
    }

    @Test
    void whatDescribesTheBodyComesBackToo() {
        Message message = message(new byte[] {1, 2, 3});
        message.setHeader(AirHeaders.CONTENT_ENCODING, "zstd");
        message.setHeader(AirHeaders.KEY_ID, "k-1");
        wrap.apply(message);
        assertThat(message.getHeader(AirHeaders.CONTENT_ENCODING)).isNull();
        assertThat(message.getHeader(AirHeaders.KEY_ID)).isNull();
        unwrap.apply(message);
        assertThat((byte[]) message.getBody()).containsExactly(1, 2, 3);
        assertThat(message.getHeader(AirHeaders.CONTENT_ENCODING)).isEqualTo("zstd");
        assertThat(message.getHeader(AirHeaders.KEY_ID)).isEqualTo("k-1");
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                arguments("\"data\":21.50", "21.50"),
                arguments("\"data\": {\"a\" : 1 } ", "{\"a\" : 1 }"),
                arguments("\"data\":[]", "[]"),
                arguments("\"data\":true", "true"),
                arguments("\"data\":\"x\"", "\"x\""),
                arguments("\"data\":-1e3,\"more\":\"x\"", "-1e3"),
                arguments("\"datacontenttype\":\"text/plain\",\"data\":\"\\u00fc\\n\"", "ü\n"),
                arguments("\"data\":\"x\",\"datacontenttype\":\"text/plain\"", "x"),
                arguments("\"data_base64\":\"eHl6\"", "xyz"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void takesTheDataWhateverItsForm(String members, String body) {
        assertThat(text(unwrapped("{" + HEAD + "\"type\":\"t\"," + members + "}"))).isEqualTo(body);
    }

    @Test
    void anEventWithoutDataHasAnEmptyBody() {
        assertThat(text(unwrapped("{" + HEAD + "\"type\":\"t\"}"))).isEmpty();
        assertThat(text(unwrapped("{" + HEAD + "\"type\":\"t\",\"data\":null}"))).isEmpty();
    }

    @Test
    void anEventNeverSaysWhoItsSenderIs() {
        Message message =
                unwrapped(
                        "{"
                                + HEAD
                                + "\"type\":\"t\",\"device\":\"thermo-2\",\"tenant\":\"x\",\"priority\":9,"
                                + "\"room\":\"7\",\"traceparent\":\"none\"}");
        assertThat(message.getHeader(AirHeaders.DEVICE)).isEqualTo("thermo-1");
        assertThat(message.getHeader(AirHeaders.TENANT)).isNull();
        assertThat(message.getHeader(AirHeaders.PRIORITY)).isNull();
        assertThat(message.getHeader(AirHeaders.TRACE)).isNull();
        assertThat(message.getHeader(AirHeaders.ID)).as("takeId is off").isEqualTo("m-1");
        assertThat(message.getHeader("AirUser.ce-room")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "21",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\"}",
                "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"} x",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\",\"source\":\"/s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"A\":\"x\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"a\":{}}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":1,\"data_base64\":\"\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data_base64\":\"?\"}"
            })
    void refusesWhatIsNoEvent(String event) {
        assertThatThrownBy(() -> unwrapped(event)).hasMessageStartingWith("AIR-8021");
    }

    @Test
    void refusesMoreAttributesThanHeadersMayHold() {
        StringBuilder many = new StringBuilder("{" + HEAD + "\"type\":\"t\"");
        for (int i = 0; i < 40; i++) {
            many.append(",\"a").append(i).append("\":\"x\"");
        }
        assertThatThrownBy(() -> unwrapped(many + "}")).hasMessageStartingWith("AIR-8023");
        String large = "{" + HEAD + "\"type\":\"t\",\"a\":\"" + "x".repeat(5000) + "\"}";
        assertThatThrownBy(() -> unwrapped(large)).hasMessageStartingWith("AIR-8023");
    }
}
