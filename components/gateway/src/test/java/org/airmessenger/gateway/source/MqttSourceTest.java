/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import static org.airmessenger.gateway.source.MqttSourceFixture.PATIENCE;
import static org.airmessenger.gateway.source.MqttSourceFixture.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Links;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What a source makes of the messages of a real Mosquitto, and when it acknowledges them. */
class MqttSourceTest {

    @TempDir Path folder;
    private MqttSourceFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new MqttSourceFixture(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aMessageComesWithAllThatMqttHasAPlaceFor() throws Exception {
        fixture.start("filter", "plant/+/#", "topic", "plants/${1}/${2}");
        fixture.publisher.publish(
                "plant/press/oil/temperature",
                "21.5",
                publish ->
                        publish.messageExpiryInterval(600)
                                .contentType("text/plain")
                                .responseTopic("plant/press/answers")
                                .correlationData("c-1".getBytes())
                                .userProperties()
                                .add("air-id", "id-1")
                                .add("air-priority", "8")
                                .add("air-content-encoding", "gzip")
                                .add("air-key-id", "k1")
                                .add("air-hops", "2")
                                .add(
                                        "traceparent",
                                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                                .add("site", "north")
                                .add("AirTenant", "forged")
                                .add("CamelFileName", "forged")
                                .applyUserProperties());
        await().atMost(PATIENCE).until(() -> fixture.source.arrived.size() == 1);
        SourceFixture.Arrival one = fixture.source.arrived.get(0);
        assertThat(one.body()).isEqualTo("21.5");
        assertThat(one.headers())
                .containsEntry(AirHeaders.ID, "id-1")
                .containsEntry(AirHeaders.DEVICE, "service-1")
                .containsEntry(AirHeaders.TENANT, "plant-a")
                .containsEntry(AirHeaders.TOPIC, "plants/press/oil/temperature")
                .containsEntry(AirHeaders.DOOR, "bridge")
                .containsEntry(AirHeaders.QOS, 1)
                .containsEntry(AirHeaders.PRIORITY, 8)
                .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                .containsEntry(AirHeaders.CONTENT_ENCODING, "gzip")
                .containsEntry(AirHeaders.KEY_ID, "k1")
                .containsEntry(AirHeaders.HOPS, 3)
                .containsEntry(AirHeaders.REPLY_TO, "plant/press/answers")
                .containsEntry(
                        AirHeaders.TRACE, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("AirUser.site", "north")
                .doesNotContainKeys("AirUser.AirTenant", "CamelFileName", "CamelMqttTopic");
        assertThat((byte[]) one.headers().get(AirHeaders.CORRELATION)).asString().isEqualTo("c-1");
        assertThat((long) one.headers().get(AirHeaders.EXPIRY) - System.currentTimeMillis())
                .isBetween(500_000L, 600_000L);
        assertThat(one.identity().door()).isEqualTo("bridge");
    }

    @Test
    void theDeviceCanStandInTheTopicAndAStrangerIsSkipped() throws Exception {
        fixture.start("filter", "plant/+/t", "device", "${1}", "topic", "t/${device}");
        fixture.publisher.publish("plant/nobody/t", "m0");
        fixture.publisher.publish("plant/service-1/t", "m1");
        fixture.awaitBodies(List.of("m1"));
        assertThat(fixture.source.arrived.get(0).headers())
                .containsEntry(AirHeaders.DEVICE, "service-1")
                .containsEntry(AirHeaders.TOPIC, "t/service-1");
        assertThat(fixture.source.count("not-authenticated", "bridge")).isEqualTo(1);
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsKept() throws Exception {
        fixture.source.guard.set(
                arrival ->
                        arrival.body().equals("m5")
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 50)
                                : null);
        fixture.start();
        fixture.publish(0, 10);
        await().atMost(PATIENCE).until(() -> fixture.source.arrived.size() >= 8);
        assertThat(fixture.source.bodies().subList(0, 8))
                .as("what must come again holds back those behind it")
                .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m5", "m5");
        assertThat(new LinkedHashSet<>(fixture.source.ids()))
                .as("the same id each time")
                .hasSize(6);
        fixture.source.close();

        fixture.fresh();
        fixture.start();
        fixture.awaitBodies(bodies(5, 10));
    }

    @Test
    void refusalsNeverStopWhatComesAfterThem() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.source.guard.set(
                arrival -> {
                    int number = tries.incrementAndGet();
                    if (number % 3 == 0) {
                        throw new IllegalStateException("a step fails");
                    }
                    return number % 3 == 1
                            ? new RefusedException(Refusal.TOO_LARGE, "AIR-2006 large")
                            : null;
                });
        fixture.start();
        // far more than the broker may send at once
        int count = 100;
        fixture.publish(0, count);
        fixture.awaitBodies(bodies(0, count));
    }

    @Test
    void aMessageThatMayBeLostIsNotTriedAgain() throws Exception {
        fixture.source.guard.set(
                arrival ->
                        arrival.body().equals("m0")
                                ? new RefusedException(Refusal.LANE_FULL, "AIR-3102 full", 1)
                                : null);
        fixture.start();
        fixture.publisher.publish("plant/a", "m0", publish -> publish.qos(MqttQos.AT_MOST_ONCE));
        fixture.publisher.publish("plant/a", "m1", publish -> publish.qos(MqttQos.AT_MOST_ONCE));
        fixture.awaitBodies(bodies(0, 2));
        assertThat(fixture.source.arrived.get(1).headers())
                .containsEntry(AirHeaders.QOS, 0)
                .containsEntry(AirHeaders.HOPS, 1);
        assertThat(fixture.source.bodies()).containsExactly("m0", "m1");
    }

    @Test
    void gatewaysThatShareASubscriptionGetEachMessageOnce() throws Exception {
        fixture.start("filter", "$share/g/plant/#");
        SourceFixture second = new SourceFixture();
        Links others = new Links();
        second.camel.getRegistry().bind(Links.BEAN, others);
        try {
            second.start(fixture.uri("filter", "$share/g/plant/#", "clientId", "b"));
            await().atMost(PATIENCE)
                    .until(() -> others.all().stream().anyMatch(one -> one.state().equals("up")));
            fixture.publish(0, 40);
            await().atMost(PATIENCE)
                    .until(() -> fixture.source.arrived.size() + second.arrived.size() == 40);
            List<String> all = new ArrayList<>(fixture.source.bodies());
            all.addAll(second.bodies());
            assertThat(all).containsExactlyInAnyOrderElementsOf(bodies(0, 40));
            assertThat(second.bodies()).isNotEmpty();
        } finally {
            second.close();
        }
    }

    @Test
    void aBrokerThatAsksForACertificateGetsOne() throws Exception {
        Path pem = fixture.broker.certificate.writeCertificate(folder.resolve("ca.pem"));
        Path key = Files.writeString(folder.resolve("key.pem"), fixture.broker.certificate.key());
        fixture.source.start(
                fixture.uri(
                        "url",
                        "mqtts://127.0.0.1:" + fixture.broker.securePort,
                        "caFile",
                        "" + pem,
                        "certFile",
                        "" + pem,
                        "keyFile",
                        "" + key));
        fixture.awaitUp();
        fixture.publish(0, 3);
        fixture.awaitBodies(bodies(0, 3));
    }

    @Test
    void refusesAllThatIsWrongAtOnceAndTellsNoPassword() {
        MqttSource source = new MqttSource();
        source.setUrl("raw:mqtt://fixture.broker.example");
        source.setFilter("raw:a/b#, $share/g");
        source.setClientId(" ");
        source.setSessionExpiry("7");
        source.setCertFile(folder.resolve("missing.pem").toString());
        source.setPassword("raw:secret");
        assertThatThrownBy(source::open)
                .hasMessageContaining("AIR-1131 url")
                .hasMessageContaining("# must stand alone")
                .hasMessageContaining("$share/group/filter")
                .hasMessageContaining("clientId")
                .hasMessageContaining("sessionExpiry")
                .hasMessageContaining("certFile")
                .hasMessageContaining("password needs a user")
                .message()
                .doesNotContain("secret");
    }
}
