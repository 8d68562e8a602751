/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Devices that reach for another's subscription, retained message or session. */
class DoorTrespassTest {

    private static final String FILTER = "commands/a.b/#";

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        DoorKit kit =
                DoorKit.start(
                        directory,
                        options -> options.setMaxSubscriptions(5),
                        AsyncProcessorConverterHelper.convert(exchange -> {}));
        // the victim "a.b" may subscribe, nobody else may
        kit.identities.forbid((device, filter) -> !device.equals("a.b") && filter.contains("a.b"));
        return kit;
    }

    /** A victim that is away, with a message that waits for it. */
    private static void leaveAMessage(DoorKit kit) {
        Mqtt5BlockingClient victim = kit.five("a.b");
        victim.connectWith().cleanStart(true).sessionExpiryInterval(3600).send();
        victim.subscribeWith().topicFilter(FILTER).qos(MqttQos.EXACTLY_ONCE).send();
        victim.disconnect();
        Mqtt5BlockingClient sender = kit.connectFive("sender");
        sender.publishWith()
                .topic("commands/a.b/x")
                .qos(MqttQos.EXACTLY_ONCE)
                .retain(true)
                .payload("open".getBytes())
                .send();
        sender.disconnect();
    }

    private static void assertUntouched(DoorKit kit) throws Exception {
        Queue queue = kit.server().locateQueue("a~b." + FILTER);
        assertThat(queue).isNotNull();
        assertThat(queue.getMessageCount()).isPositive();
        assertThat(queue.getConsumerCount()).isZero();
        assertThat(kit.door().retained().copy("commands/a.b/x")).isNotNull();
        assertThat(kit.door().sessions().find("a.b").subscriptions()).hasSize(1);
        Mqtt5BlockingClient victim = kit.five("a.b");
        Mqtt5Publishes publishes = victim.publishes(MqttGlobalPublishFilter.ALL);
        assertThat(
                        victim.connectWith()
                                .cleanStart(false)
                                .sessionExpiryInterval(3600)
                                .send()
                                .isSessionPresent())
                .isTrue();
        assertThat(publishes.receive(5, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
                .isEqualTo("open".getBytes());
        victim.disconnect();
    }

    @Test
    void leavesAnothersQueueAloneWhateverAStrangerAsksFor() throws Exception {
        try (DoorKit kit = start()) {
            leaveAMessage(kit);
            List<String> filters =
                    List.of(
                            FILTER,
                            "b." + FILTER,
                            "$share/a.b/" + FILTER,
                            "$share/a~b/" + FILTER,
                            "$share/a/b." + FILTER,
                            "$share/$sys/mqtt.sessions",
                            "$share/$sys.mqtt/sessions",
                            "$share/$sys.mqtt.retain/commands/a.b/x",
                            "$share/$sys/mqtt.retain.commands/a.b/x",
                            "$sys.mqtt.sessions",
                            "commands/a.b/x::a~b.commands/a.b/x",
                            "$share/g/$sys.mqtt.sessions");
            for (String device : List.of("a", "b", "sys", "=a")) {
                for (String filter : filters) {
                    Mqtt5BlockingClient stranger = kit.connectFive(device);
                    try {
                        stranger.subscribeWith().topicFilter(filter).send();
                    } catch (RuntimeException refused) {
                        // refused is one good answer; some of them are filters of their own
                        assertThat(refused).as(filter).isNotNull();
                    }
                    if (stranger.getState().isConnected()) {
                        stranger.unsubscribeWith().topicFilter(filter).send();
                        stranger.disconnect();
                    }
                }
            }
            assertUntouched(kit);
        }
    }

    @Test
    void refusesAnMqtt3StrangerWithItsOneCode() throws Exception {
        try (DoorKit kit = start()) {
            leaveAMessage(kit);
            Mqtt3BlockingClient stranger = kit.connectThree("a");
            assertThatThrownBy(
                            () ->
                                    stranger.subscribeWith()
                                            .topicFilter("$share/a~b/" + FILTER)
                                            .send())
                    .isInstanceOf(Mqtt3SubAckException.class);
            stranger.unsubscribeWith().topicFilter("$share/a.b/" + FILTER).send();
            stranger.disconnect();
            assertUntouched(kit);
        }
    }

    @Test
    void keepsGroupsApartWhoseNamesAndFiltersReadTheSame() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient one = kit.connectFive("one");
            Mqtt5BlockingClient two = kit.connectFive("two");
            one.subscribeWith().topicFilter("$share/g/x.jobs").send();
            two.subscribeWith().topicFilter("$share/g.x/jobs").send();
            assertThat(kit.server().locateQueue("=g.x.jobs").getAddress().toString())
                    .isEqualTo("x.jobs");
            assertThat(kit.server().locateQueue("=g~x.jobs").getAddress().toString())
                    .isEqualTo("jobs");
            // a device called like the group
            Mqtt5BlockingClient device = kit.connectFive("g");
            device.subscribeWith().topicFilter("x.jobs").send();
            device.unsubscribeWith().topicFilter("x.jobs").send();
            assertThat(kit.server().locateQueue("=g.x.jobs")).isNotNull();
            for (Mqtt5BlockingClient each : List.of(one, two, device)) {
                each.disconnect();
            }
        }
    }

    @Test
    void answersEachFilterInItsPlaceAndGivesTheBrokerOnlyTheAllowed() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("a");
            assertThatThrownBy(
                            () ->
                                    device.subscribeWith()
                                            .addSubscription()
                                            .topicFilter("x")
                                            .qos(MqttQos.AT_LEAST_ONCE)
                                            .applySubscription()
                                            .addSubscription()
                                            .topicFilter(FILTER)
                                            .applySubscription()
                                            .addSubscription()
                                            .topicFilter("$share/g/x")
                                            .applySubscription()
                                            .addSubscription()
                                            .topicFilter("y")
                                            .qos(MqttQos.AT_MOST_ONCE)
                                            .applySubscription()
                                            .send())
                    .isInstanceOfSatisfying(
                            Mqtt5SubAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCodes())
                                            .containsExactly(
                                                    Mqtt5SubAckReasonCode.GRANTED_QOS_1,
                                                    Mqtt5SubAckReasonCode.NOT_AUTHORIZED,
                                                    Mqtt5SubAckReasonCode
                                                            .IMPLEMENTATION_SPECIFIC_ERROR,
                                                    Mqtt5SubAckReasonCode.GRANTED_QOS_0));
            device.disconnect();
        }
    }

    @Test
    void countsASessionsSubscriptionsOverItsConnections() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.five("a");
            device.connectWith().sessionExpiryInterval(3600).send();
            for (int i = 0; i < 5; i++) {
                device.subscribeWith().topicFilter("x/" + i).send();
            }
            device.disconnect();
            device.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
            assertThatThrownBy(() -> device.subscribeWith().topicFilter("y").send())
                    .isInstanceOfSatisfying(
                            Mqtt5SubAckException.class,
                            e ->
                                    assertThat(e.getMqttMessage().getReasonCodes())
                                            .containsExactly(Mqtt5SubAckReasonCode.QUOTA_EXCEEDED));
            device.subscribeWith().topicFilter("x/0").send();
            device.unsubscribeWith().topicFilter("x/0").send();
            device.subscribeWith().topicFilter("y").send();
            await().until(() -> kit.server().locateQueue("a.x/0") == null);
            device.disconnect();
        }
    }
}
