/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What devices say by WebSocket, and what they are told. */
class SocketTest {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private final PresenceLog presence = new PresenceLog();
    private WebKit kit;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.withSockets(
                        directory,
                        made -> {
                            made.component.getWebSocket().setSocketWindow(3);
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                            made.context.getRegistry().bind(Presence.BEAN, presence);
                        },
                        step);
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    @Test
    void acknowledgesOnlyWhatTheRouteHasKept() throws Exception {
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            assertThat(device.socket.getSubprotocol()).isEqualTo(SocketDevice.JSON);
            device.send(
                    "{'type':'send','ref':7,'topic':'sensors/thermo-1/t','body':{\"c\": 21.50},'id':'m-1'}");
            HeldStep.Held held = step.next();
            assertThat(held.text()).isEqualTo("{\"c\": 21.50}");
            assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("sensors/thermo-1/t");
            assertThat(held.header(AirHeaders.DOOR)).isEqualTo("websocket");
            assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            device.send("{'type':'ping','ref':'still here'}");
            assertThat(device.next()).isEqualTo("{\"type\":\"pong\",\"ref\":\"still here\"}");
            held.keep();
            assertThat(device.next()).isEqualTo("{\"type\":\"ack\",\"ref\":7,\"id\":\"m-1\"}");
            assertThat(
                            kit.count(
                                    "air_source_messages_total",
                                    "door",
                                    "websocket",
                                    "qos",
                                    "1",
                                    "verdict",
                                    "kept"))
                    .isEqualTo(1);
        }
    }

    @Test
    void translatesEveryFieldOfTheTable() throws Exception {
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send(
                    ("{'text':'grüße','type':'send','topic':'a/b','id':'m-1','qos':0,'priority':9,'expiresIn':60,"
                                    + "'contentType':'text/plain','contentEncoding':'gzip','keyId':'k-1','traceparent':'TRACE',"
                                    + "'replyTo':'r/1','correlation':'AQID','user':{'colour':'red'}}")
                            .replace("TRACE", TRACE));
            HeldStep.Held held = step.next();
            assertThat(held.text()).isEqualTo("grüße");
            Map<String, Object> headers = held.exchange().getIn().getHeaders();
            long time = (Long) headers.get(AirHeaders.TIME);
            assertThat(headers)
                    .containsEntry(AirHeaders.ID, "m-1")
                    .containsEntry(AirHeaders.QOS, 0)
                    .containsEntry(AirHeaders.PRIORITY, 9)
                    .containsEntry(AirHeaders.EXPIRY, time + 60_000)
                    .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                    .containsEntry(AirHeaders.CONTENT_ENCODING, "gzip")
                    .containsEntry(AirHeaders.KEY_ID, "k-1")
                    .containsEntry(AirHeaders.TRACE, TRACE)
                    .containsEntry(AirHeaders.REPLY_TO, "r/1")
                    .containsEntry(AirHeaders.CORRELATION, new byte[] {1, 2, 3})
                    .containsEntry(AirHeaders.USER_PREFIX + "colour", "red");
            assertThat(held.exchange().getProperty(AirHeaders.ID_GIVEN)).isEqualTo(true);
            held.keep();
            // of QoS 0, and nobody asked for an answer
            device.send("{'type':'ping'}");
            assertThat(device.next()).isEqualTo("{\"type\":\"pong\"}");
            device.send("{'type':'send','topic':'a/b','base64':'AP8='}");
            HeldStep.Held binary = step.next();
            assertThat(binary.exchange().getIn().getBody(byte[].class)).containsExactly(0, 255);
            binary.keep();
            assertThat(device.next()).contains("\"type\":\"ack\"");
        }
    }

    @Test
    void saysWhyAMessageWasRefused() throws Exception {
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send("{'type':'send','ref':1,'id':'m-1','topic':'a/b','text':'x'}");
            step.next()
                    .refuse(
                            new RefusedException(
                                    Refusal.OVER_RATE, "AIR-2007 too fast, slow down", 2500));
            assertThat(device.nextFields())
                    .containsEntry("type", "nack")
                    .containsEntry("ref", 1L)
                    .containsEntry("id", "m-1")
                    .containsEntry("code", "over-rate")
                    .containsEntry("reason", "AIR-2007 too fast, slow down")
                    .containsEntry("retryAfter", 3L);
            device.send("{'type':'send','ref':2,'topic':'a/b','text':'x'}");
            step.next().refuse(new IllegalStateException("the disk is gone"));
            assertThat(device.nextFields())
                    .containsEntry("code", "failed")
                    .hasEntrySatisfying(
                            "reason",
                            reason -> assertThat((String) reason).startsWith("AIR-1023 "));
            device.send("{'type':'send','ref':3,'topic':'a/#','text':'x'}");
            assertThat(device.nextFields())
                    .containsEntry("ref", 3L)
                    .containsEntry("code", "malformed");
            device.send("{'type':'send','ref':4,'topic':'a/b','text':'x','colour':'red'}");
            assertThat(device.next()).contains("\"ref\":4", "AIR-1021", "colour");
            device.send("{'ref':5,'type':'sing'}");
            assertThat(device.next()).contains("\"ref\":5", "AIR-1310", "sing");
            device.send("[1]");
            assertThat(device.next()).contains("AIR-1310 a message must be an object");
            device.send("{'type':'ping','ref':{}}");
            assertThat(device.next()).contains("AIR-1310 ref must be");
            device.send("{'type':'ping','more':1}");
            assertThat(device.next()).contains("AIR-1310", "more");
            assertThat(
                            kit.count(
                                    "air_source_refused_total",
                                    "door",
                                    "websocket",
                                    "reason",
                                    "malformed"))
                    .isEqualTo(6);
        }
    }

    @Test
    void bringsCommandsDownAndKeepsThemUntilTheyAreAcknowledged() throws Exception {
        down.send(
                "thermo-1",
                Map.of(AirHeaders.CONTENT_TYPE, "application/json", AirHeaders.PRIORITY, 7),
                "{\"on\": true}");
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send("{'type':'subscribe','ref':'s'}");
            String first = device.next();
            String second = device.next();
            assertThat(List.of(first, second))
                    .contains("{\"type\":\"ack\",\"ref\":\"s\",\"qos\":1}");
            String command = first.contains("deliver") ? first : second;
            assertThat(command)
                    .startsWith(
                            "{\"type\":\"deliver\",\"ref\":1,\"topic\":\"commands/thermo-1/do\",\"id\":\"c-1\",\"priority\":7")
                    .endsWith("\"qos\":1,\"body\":{\"on\": true}}");
            down.send("thermo-1", Map.of(), "2");
            assertThat(device.next()).contains("\"ref\":2", "\"text\":\"2\"");
            assertThat(down.waiting("thermo-1")).isEqualTo(2);
            device.send("{'type':'ack','ref':2}");
            await().until(() -> down.waiting("thermo-1") == 1);
            device.send("{'type':'nack','ref':1,'code':'no','reason':'no valve here'}");
            await().until(() -> down.rejected.equals(List.of(1L)));
            assertThat(kit.count("air_source_deliveries_refused_total", "door", "websocket"))
                    .isEqualTo(1);
            down.send("thermo-1", Map.of(), "3");
            assertThat(device.next()).contains("\"ref\":3");
        }
        try (SocketDevice again = SocketDevice.open(kit, "thermo-1")) {
            again.send("{'type':'subscribe','filter':'commands/thermo-1/#','qos':1}");
            assertThat(again.next() + again.next()).contains("\"ref\":3");
        }
    }

    @Test
    void sendsNoMoreThanTheWindowAndGoesOnWithEachAcknowledgement() throws Exception {
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send("{'type':'subscribe','ref':0}");
            assertThat(device.next()).contains("ack");
            for (int i = 0; i < 10; i++) {
                down.send("thermo-1", Map.of(), "c");
            }
            for (int i = 1; i <= 3; i++) {
                assertThat(device.next()).contains("\"ref\":" + i);
            }
            device.send("{'type':'ping','ref':'end'}");
            assertThat(device.next()).contains("pong");
            for (int i = 4; i <= 10; i++) {
                device.send("{'type':'ack','ref':" + (i - 3) + "}");
                assertThat(device.next()).contains("\"ref\":" + i);
            }
        }
    }

    @Test
    void servesLocalTopicsAsFarAsTheyAreAllowed() throws Exception {
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send("{'type':'subscribe','ref':1,'filter':'weather/#','qos':0}");
            assertThat(device.next()).isEqualTo("{\"type\":\"ack\",\"ref\":1,\"qos\":0}");
            for (int i = 0; i < 10; i++) {
                // more than the window: nothing of it is to be acknowledged
                down.publish("weather/#", "weather/now", "sun " + i);
                assertThat(device.next())
                        .isEqualTo(
                                "{\"type\":\"deliver\",\"topic\":\"weather/now\",\"qos\":0,\"text\":\"sun "
                                        + i
                                        + "\"}");
            }
            device.send("{'type':'unsubscribe','ref':2,'filter':'weather/#'}");
            assertThat(device.next()).isEqualTo("{\"type\":\"ack\",\"ref\":2}");
            device.send("{'type':'subscribe','ref':3,'filter':'forbidden/#'}");
            assertThat(device.nextFields())
                    .containsEntry("ref", 3L)
                    .containsEntry("code", "not-allowed")
                    .containsEntry("reason", "AIR-1501 not that, do else");
        }
    }

    @Test
    void speaksCborToo() throws Exception {
        try (SocketDevice device =
                SocketDevice.open(kit, kit.client("thermo-1"), SocketDevice.CBOR, Long.MAX_VALUE)) {
            byte[] body = {0, 1, (byte) 0xff};
            device.send(
                    SocketDevice.cbor(
                            "type",
                            "send",
                            "ref",
                            7,
                            "topic",
                            "a/b",
                            "bytes",
                            body,
                            "priority",
                            5,
                            "correlation",
                            body));
            HeldStep.Held held = step.next();
            assertThat(held.exchange().getIn().getBody(byte[].class)).isEqualTo(body);
            assertThat(held.exchange().getIn().getHeaders())
                    .containsEntry(AirHeaders.PRIORITY, 5)
                    .containsEntry(AirHeaders.CORRELATION, body);
            held.keep();
            assertThat(device.nextCbor()).containsEntry("type", "ack").containsEntry("ref", 7L);
            device.send(
                    SocketDevice.cbor("body", new int[] {1, 2}, "topic", "a/b", "type", "send"));
            HeldStep.Held value = step.next();
            // RFC 8949, 3.1: an array of two small numbers
            assertThat(value.exchange().getIn().getBody(byte[].class))
                    .containsExactly(0x82, 0x01, 0x02);
            assertThat(value.header(AirHeaders.CONTENT_TYPE)).isEqualTo("application/cbor");
            value.keep();
            assertThat(device.nextCbor()).containsEntry("type", "ack");
            down.send("thermo-1", Map.of(), "on");
            device.send(SocketDevice.cbor("type", "subscribe"));
            Map<String, Object> first = device.nextCbor();
            Map<String, Object> second = device.nextCbor();
            assertThat(first.containsKey("bytes") ? first : second)
                    .containsEntry("type", "deliver")
                    .containsEntry("ref", 1L)
                    .containsEntry("bytes", "on".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void isPresentWhileOneOfItsWebSocketsIs() throws Exception {
        SocketDevice first = SocketDevice.open(kit, "thermo-1");
        SocketDevice second = SocketDevice.open(kit, "thermo-1");
        await().until(() -> presence.said.equals(List.of("thermo-1 here by websocket")));
        first.socket.sendClose(1000, "done").join();
        assertThat(first.closing()).startsWith("1000");
        second.socket.sendClose(1000, "done").join();
        assertThat(second.closing()).startsWith("1000");
        await().untilAsserted(
                        () ->
                                assertThat(presence.said)
                                        .containsExactly(
                                                "thermo-1 here by websocket",
                                                "thermo-1 gone: disconnected"));
    }
}
