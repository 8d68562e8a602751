/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is served as the description, beside what really comes and goes. */
class AsyncApiFieldsTest {

    private static final Set<String> BODIES = Set.of("body", "text", "base64", "bytes");

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private WebKit kit;
    private Map<String, Map<String, Map<String, Object>>> schemas;

    @BeforeEach
    void start() throws Exception {
        kit =
                WebKit.withSockets(
                        directory,
                        made -> made.context.getRegistry().bind(Downlink.BEAN, down),
                        step);
        // not by the kit: that compares with the description of the HTTP doors, where this is not
        HttpResponse<String> served =
                kit.client((String) null)
                        .send(
                                kit.request("/v1/asyncapi.yaml").GET().build(),
                                HttpResponse.BodyHandlers.ofString());
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/yaml");
        Map<String, Map<String, Map<String, Map<String, Map<String, Object>>>>> document =
                new Yaml().load(served.body());
        schemas = document.get("components").get("schemas");
    }

    @AfterEach
    void stop() {
        kit.close();
    }

    private Set<String> described(String message) {
        return new TreeSet<>(schemas.get(message).get("properties").keySet());
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> left = new TreeSet<>(all);
        left.removeAll(some);
        return left;
    }

    @Test
    void everyFieldOfADeliveryIsDescribedAndNoOther() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        headers.put(AirHeaders.PRIORITY, 5);
        headers.put(AirHeaders.TIME, 1L);
        headers.put(AirHeaders.EXPIRY, Long.MAX_VALUE / 2);
        headers.put(AirHeaders.CONTENT_TYPE, "text/plain");
        headers.put(AirHeaders.CONTENT_ENCODING, "gzip");
        headers.put(AirHeaders.KEY_ID, "k");
        headers.put(AirHeaders.TRACE, "t");
        headers.put(AirHeaders.REPLY_TO, "r");
        headers.put(AirHeaders.CORRELATION, new byte[] {1});
        headers.put(AirHeaders.USER_PREFIX + "colour", "red");
        down.everything(headers);
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            device.send("{'type':'subscribe','filter':'all'}");
            assertThat(device.nextFields()).containsEntry("type", "ack");
            down.publish("all", "a/b", "x");
            Set<String> fields = new TreeSet<>(device.nextFields().keySet());
            assertThat(without(fields, BODIES)).isEqualTo(without(described("deliver"), BODIES));
        }
        Set<String> onlyDown = Set.of("time", "again", "retained");
        assertThat(without(described("deliver"), onlyDown)).isEqualTo(described("send"));
    }

    @Test
    void everyFieldOfASendThatIsDescribedIsTaken() throws Exception {
        Map<String, String> values = new TreeMap<>();
        values.put("type", "'send'");
        values.put("ref", "1");
        values.put("topic", "'a/b'");
        values.put("id", "'m'");
        values.put("qos", "1");
        values.put("priority", "1");
        values.put("expiresIn", "1");
        values.put("contentType", "'text/plain'");
        values.put("contentEncoding", "'gzip'");
        values.put("keyId", "'k'");
        values.put("traceparent", "'00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'");
        values.put("replyTo", "'r'");
        values.put("correlation", "'AQ=='");
        values.put("user", "{'a':'b'}");
        assertThat(values.keySet()).isEqualTo(without(described("send"), BODIES));
        try (SocketDevice device = SocketDevice.open(kit, "thermo-1")) {
            for (String body : Set.of("'body':{}", "'text':'t'", "'base64':'AQ=='")) {
                StringBuilder message = new StringBuilder("{" + body);
                values.forEach((name, value) -> message.append(",'" + name + "':").append(value));
                device.send(message + "}");
                step.next().keep();
                assertThat(device.nextFields().keySet()).isSubsetOf(described("ack"));
            }
            device.send("{'type':'send','ref':1,'topic':'a/b'}");
            step.next().refuse(new RefusedException(Refusal.LANE_FULL, "AIR-3001 full", 1));
            assertThat(device.nextFields().keySet()).isEqualTo(described("nack"));
        }
    }
}
