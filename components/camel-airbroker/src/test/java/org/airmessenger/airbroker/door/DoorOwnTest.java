/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A device's own commands over MQTT, served by the door. */
class DoorOwnTest {

    private static final String OWN = "commands/d1/#";
    private static final String TOPIC = "commands/d1/do";

    @TempDir Path directory;
    private OwnKit kit;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(OwnKit.PATIENCE_SECONDS));
    }

    @BeforeEach
    void open() throws Exception {
        kit = OwnKit.start(directory);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private Mqtt5Publishes subscribed(Mqtt5BlockingClient client) {
        return kit.subscribe(client, OWN, MqttQos.AT_LEAST_ONCE);
    }

    private void publish(Mqtt5BlockingClient from, String body, boolean retain) {
        from.publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(retain)
                .payload(body.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    @Test
    void deliversWhatWaitedInOrderAndWhatComesAndRemovesItWhenItIsAcknowledged() throws Exception {
        List<String> waited = kit.sendMany("d1", 0, 50);
        Mqtt5Publishes publishes = subscribed(kit.door.connectFive("d1"));
        assertThat(OwnKit.bodies(publishes, 50)).isEqualTo(waited);
        List<String> more = kit.sendMany("d1", 50, 60);
        assertThat(OwnKit.bodies(publishes, 10)).isEqualTo(more);
        await().until(() -> kit.waiting("d1") == 0);
    }

    @Test
    void needsNoQueueOfTheBroker() {
        subscribed(kit.door.connectFive("d1"));
        assertThat(
                        kit.door
                                .server()
                                .getPostOffice()
                                .getAllBindings()
                                .map(binding -> binding.getUniqueName().toString()))
                .noneMatch(name -> name.contains("d1"));
    }

    @Test
    void losesNothingInTranslation() throws Exception {
        Mqtt5BlockingClient sender = kit.door.connectFive("sender");
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL);
        client.toAsync().subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).send().join();
        sender.publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(new byte[] {0, 1, -1})
                .messageExpiryInterval(1000)
                .contentType("application/cbor")
                .responseTopic("replies/x")
                .correlationData(new byte[] {9, 8})
                .userProperties()
                .add("air-id", "given")
                .add("air-priority", "8")
                .add("air-content-encoding", "gzip")
                .add("air-key-id", "k1")
                .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .add("name", "value")
                .applyUserProperties()
                .send();
        Mqtt5Publish got = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(got.getTopic()).hasToString(TOPIC);
        assertThat(got.getPayloadAsBytes()).containsExactly(0, 1, -1);
        assertThat(got.getMessageExpiryInterval().orElse(0)).isBetween(900L, 1000L);
        assertThat(got.getContentType().orElseThrow()).hasToString("application/cbor");
        assertThat(got.getResponseTopic().orElseThrow()).hasToString("replies/x");
        assertThat(got.getCorrelationData().orElseThrow().get(1)).isEqualTo((byte) 8);
        assertThat(got.getUserProperties().asList())
                .extracting(each -> each.getName() + "=" + each.getValue())
                .containsExactlyInAnyOrder(
                        "air-id=given",
                        "air-priority=8",
                        "air-content-encoding=gzip",
                        "air-key-id=k1",
                        "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "name=value");
    }

    @Test
    void servesMqtt3Devices() throws Exception {
        List<String> waited = kit.sendMany("d1", 0, 5);
        Mqtt3BlockingClient client = kit.door.connectThree("d1");
        var publishes = client.publishes(MqttGlobalPublishFilter.ALL);
        client.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).send();
        for (String body : waited) {
            assertThat(publishes.receive(30, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                    .isEqualTo(body.getBytes());
        }
        await().until(() -> kit.waiting("d1") == 0);
        client.unsubscribeWith().topicFilter(OWN).send();
        kit.sendMany("d1", 5, 6);
        assertThat(publishes.receive(200, TimeUnit.MILLISECONDS)).isEmpty();
        assertThat(kit.waiting("d1")).isEqualTo(1);
    }

    @Test
    void sendsAgainWithTheSamePacketIdToASessionThatComesBack() throws Exception {
        kit.sendMany("d1", 0, 2);
        String first;
        String second;
        try (RawDevice device =
                new RawDevice(kit.door, RawDevice.Hello.of("d1").stored(false, 100))) {
            device.subscribe(1, OWN);
            assertThat(device.read()).startsWith("90");
            // PUBLISH, QoS 1, not a duplicate (MQTT 5.0, 3.3.1)
            first = device.read();
            second = device.read();
            assertThat(first).startsWith("32");
            assertThat(second).startsWith("32");
        }
        try (RawDevice device =
                new RawDevice(kit.door, RawDevice.Hello.of("d1").stored(false, 100))) {
            // the same, with DUP (4.4.0-1)
            assertThat(device.read()).isEqualTo("3a" + first.substring(2));
            assertThat(device.read()).isEqualTo("3a" + second.substring(2));
            int id =
                    Integer.parseInt(
                            first.substring(first.indexOf("646f") + 4, first.indexOf("646f") + 8),
                            16);
            device.acknowledge(id);
            await().until(() -> kit.waiting("d1") == 1);
        }
    }

    @Test
    void givesANewSessionWhatTheOldOneDidNotAcknowledge() throws Exception {
        kit.sendMany("d1", 0, 2);
        try (RawDevice device =
                new RawDevice(kit.door, RawDevice.Hello.of("d1").stored(false, 100))) {
            device.subscribe(1, OWN);
            device.read();
            assertThat(device.read()).startsWith("32");
        }
        try (RawDevice device = RawDevice.connect(kit.door, "d1")) {
            // clean start: no subscription, so nothing comes before SUBACK
            device.subscribe(1, OWN);
            assertThat(device.read()).startsWith("90");
            assertThat(device.read()).startsWith("3a");
        }
    }

    @Test
    void sendsNoMoreThanTheDeviceTakesFromDoorAndBrokerTogether() throws Exception {
        Mqtt5BlockingClient client = kit.door.five("d1");
        client.connectWith().restrictions().receiveMaximum(2).applyRestrictions().send();
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL, true);
        client.subscribeWith()
                .addSubscription()
                .topicFilter(OWN)
                .qos(MqttQos.AT_LEAST_ONCE)
                .applySubscription()
                .addSubscription()
                .topicFilter("news/#")
                .qos(MqttQos.AT_LEAST_ONCE)
                .applySubscription()
                .send();
        Mqtt5BlockingClient sender = kit.door.connectFive("sender");
        for (int i = 0; i < 10; i++) {
            kit.send("d1", "own", Map.of());
            sender.publishWith()
                    .topic("news/a")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("news".getBytes())
                    .send();
        }
        // the client ends the connection if there are more than two
        int own = 0;
        for (int i = 0; i < 20; i++) {
            Mqtt5Publish next = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
            own += OwnKit.body(next).equals("own") ? 1 : 0;
            next.acknowledge();
        }
        assertThat(own).isEqualTo(10);
        assertThat(client.getState().isConnected()).isTrue();
    }

    @Test
    void dropsWhatIsLargerThanTheDeviceTakesAndCountsIt() throws Exception {
        kit.send("d1", "x".repeat(2_000), Map.of());
        kit.send("d1", "small", Map.of());
        Mqtt5BlockingClient client = kit.door.five("d1");
        client.connectWith().restrictions().maximumPacketSize(1_000).applyRestrictions().send();
        Mqtt5Publishes publishes = subscribed(client);
        assertThat(OwnKit.body(OwnKit.next(publishes))).isEqualTo("small");
        await().until(() -> kit.waiting("d1") == 0);
        assertThat(kit.commands().account().dropped()).containsEntry("unfit", 1L);
    }

    @Test
    void downgradesToWhatWasAskedForAndGrantsAtLeastOnceAtMost() throws Exception {
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL);
        var granted =
                client.subscribeWith()
                        .addSubscription()
                        .topicFilter("commands/d1/a")
                        .qos(MqttQos.AT_MOST_ONCE)
                        .applySubscription()
                        .addSubscription()
                        .topicFilter("commands/d1/b")
                        .qos(MqttQos.EXACTLY_ONCE)
                        .applySubscription()
                        .send();
        assertThat(granted.getReasonCodes())
                .extracting(code -> code.getCode())
                .containsExactly(0, 1);
        Mqtt5BlockingClient sender = kit.door.connectFive("sender");
        for (String word : List.of("a", "b")) {
            sender.publishWith()
                    .topic("commands/d1/" + word)
                    .qos(MqttQos.EXACTLY_ONCE)
                    .payload(word.getBytes())
                    .send();
        }
        Mqtt5Publish first = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        Mqtt5Publish second = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(Map.of(OwnKit.body(first), first.getQos(), OwnKit.body(second), second.getQos()))
                .containsEntry("a", MqttQos.AT_MOST_ONCE)
                .containsEntry("b", MqttQos.AT_LEAST_ONCE);
    }

    @Test
    void beginsWithTheRetainedMessageAndMarksItAsSuch() throws Exception {
        Mqtt5BlockingClient sender = kit.door.connectFive("sender");
        publish(sender, "state", true);
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        Mqtt5Publishes publishes = subscribed(client);
        // it waited as a command, and it is the topic's last value
        Mqtt5Publish waited = OwnKit.next(publishes);
        Mqtt5Publish retained = OwnKit.next(publishes);
        assertThat(List.of(OwnKit.body(waited), OwnKit.body(retained))).containsOnly("state");
        assertThat(waited.isRetain()).isFalse();
        assertThat(retained.isRetain()).isTrue();
        client.subscribeWith()
                .topicFilter(OWN)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retainHandling(Mqtt5RetainHandling.SEND_IF_SUBSCRIPTION_DOES_NOT_EXIST)
                .retainAsPublished(true)
                .send();
        publish(sender, "next", true);
        Mqtt5Publish published = OwnKit.next(publishes);
        assertThat(OwnKit.body(published)).isEqualTo("next");
        assertThat(published.isRetain()).isTrue();
        await().until(() -> kit.waiting("d1") == 0);
    }

    @Test
    void sendsADeviceNothingOfItsOwnIfItWantsNothing() throws Exception {
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL, true);
        client.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).noLocal(true).send();
        publish(client, "mine", false);
        publish(kit.door.connectFive("sender"), "other", false);
        assertThat(OwnKit.body(OwnKit.next(publishes))).isEqualTo("other");
        await().until(() -> kit.waiting("d1") == 0);
    }

    @Test
    void sendsAMessageOnceHoweverManySubscriptionsMatch() throws Exception {
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL, true);
        client.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_MOST_ONCE).send();
        client.subscribeWith().topicFilter("commands/d1/+").qos(MqttQos.AT_LEAST_ONCE).send();
        kit.sendMany("d1", 0, 3);
        assertThat(OwnKit.bodies(publishes, 3)).containsExactly("0", "1", "2");
        assertThat(publishes.receive(100, TimeUnit.MILLISECONDS)).isEmpty();
    }

    @Test
    void sendsAtMostOnceMessagesOnlyToWhoIsHere() throws Exception {
        Mqtt5BlockingClient sender = kit.door.connectFive("sender");
        sender.publishWith().topic(TOPIC).payload("lost".getBytes()).send();
        Mqtt5Publishes publishes = subscribed(kit.door.connectFive("d1"));
        sender.publishWith().topic(TOPIC).payload("seen".getBytes()).send();
        Mqtt5Publish seen = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
        assertThat(OwnKit.body(seen)).isEqualTo("seen");
        assertThat(seen.getQos()).isEqualTo(MqttQos.AT_MOST_ONCE);
    }

    @Test
    void deliversALargeCommand() throws Exception {
        String large = "x".repeat(700_000);
        kit.send("d1", large, Map.of(AirHeaders.CONTENT_TYPE, "text/plain"));
        Mqtt5Publishes publishes = subscribed(kit.door.connectFive("d1"));
        assertThat(OwnKit.body(OwnKit.next(publishes))).isEqualTo(large);
        await().until(() -> kit.waiting("d1") == 0);
    }

    @Test
    void endsWithTheSessionOfARevokedDevice() throws Exception {
        Mqtt5BlockingClient client = kit.door.connectFive("d1");
        subscribed(client);
        kit.door.identities.revoke("d1");
        await().until(() -> !client.getState().isConnected());
        await().until(() -> kit.commands().box("d1").here().isEmpty());
    }

    @Test
    void keepsTheSubscriptionsOfASessionOverARestart() throws Exception {
        Mqtt5BlockingClient client = kit.door.five("d1");
        client.connectWith().cleanStart(true).sessionExpiryInterval(1000).send();
        client.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).send();
        client.subscribeWith().topicFilter("news/#").qos(MqttQos.AT_LEAST_ONCE).send();
        client.disconnect();
        List<String> waited = kit.sendMany("d1", 0, 3);
        kit.close();
        kit = OwnKit.start(directory);
        Mqtt5BlockingClient again = kit.door.five("d1");
        Mqtt5Publishes publishes = again.publishes(MqttGlobalPublishFilter.ALL, true);
        assertThat(
                        again.connectWith()
                                .cleanStart(false)
                                .sessionExpiryInterval(1000)
                                .send()
                                .isSessionPresent())
                .isTrue();
        assertThat(OwnKit.bodies(publishes, 3)).isEqualTo(waited);
        await().until(() -> kit.waiting("d1") == 0);
    }

    @Test
    void forgetsTheSubscriptionsOfASessionThatBeginsAnew() throws Exception {
        Mqtt5BlockingClient client = kit.door.five("d1");
        client.connectWith().cleanStart(true).sessionExpiryInterval(1000).send();
        client.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).send();
        client.disconnect();
        kit.sendMany("d1", 0, 1);
        Mqtt5BlockingClient again = kit.door.five("d1");
        Mqtt5Publishes publishes = again.publishes(MqttGlobalPublishFilter.ALL, true);
        again.connectWith().cleanStart(true).sessionExpiryInterval(1000).send();
        assertThat(publishes.receive(200, TimeUnit.MILLISECONDS)).isEmpty();
        assertThat(kit.waiting("d1")).isEqualTo(1);
        again.subscribeWith().topicFilter(OWN).qos(MqttQos.AT_LEAST_ONCE).send();
        assertThat(OwnKit.bodies(publishes, 1)).containsExactly("0");
    }
}
