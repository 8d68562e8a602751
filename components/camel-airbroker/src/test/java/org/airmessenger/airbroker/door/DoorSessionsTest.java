/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Stored sessions whose device lost a right meanwhile, and what a group has while it is away. */
class DoorSessionsTest {

    private static final String GROUP = "$share/workers/jobs/#";
    private static final String QUEUE = "=workers.jobs/#";
    private static final long HOUR = 3600;

    @TempDir Path directory;

    private DoorKit start() throws Exception {
        return DoorKit.start(directory, AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    private static Mqtt5BlockingClient join(DoorKit kit, String device, long expiry) {
        Mqtt5BlockingClient member = kit.five(device);
        member.connectWith().cleanStart(true).sessionExpiryInterval(expiry).send();
        member.subscribeWith().topicFilter(GROUP).qos(MqttQos.AT_LEAST_ONCE).send();
        return member;
    }

    private static boolean back(Mqtt5BlockingClient device) {
        return device.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(HOUR)
                .send()
                .isSessionPresent();
    }

    private static void publish(DoorKit kit, String topic) {
        Mqtt5BlockingClient sender = kit.connectFive("sender");
        sender.publishWith().topic(topic).qos(MqttQos.EXACTLY_ONCE).send();
        sender.disconnect();
    }

    private static void mustReceive(Mqtt5BlockingClient member, String topic) throws Exception {
        Mqtt5Publishes publishes = member.publishes(MqttGlobalPublishFilter.ALL);
        assertThat(back(member)).isTrue();
        assertThat(publishes.receive(5, TimeUnit.SECONDS).orElseThrow().getTopic())
                .hasToString(topic);
        member.disconnect();
    }

    @Test
    void leavesAGroupItsMessagesWhenAMemberLostItsRight() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient lost = join(kit, "lost", HOUR);
            Mqtt5BlockingClient loyal = join(kit, "loyal", HOUR);
            lost.disconnect();
            loyal.disconnect();
            publish(kit, "jobs/1");
            kit.identities.forbid(
                    (device, filter) -> device.equals("lost") && filter.startsWith("jobs/"));
            assertThat(back(lost)).isTrue();
            lost.unsubscribeWith().topicFilter(GROUP).send();
            lost.disconnectWith().sessionExpiryInterval(0).send();
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            assertThat(kit.server().locateQueue(QUEUE).getMessageCount()).isEqualTo(1);
            mustReceive(loyal, "jobs/1");
        }
    }

    @Test
    void leavesAGroupItsMessagesWhenAMemberStartsAnewOrUnsubscribesOrExpires() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient loyal = join(kit, "loyal", HOUR);
            loyal.disconnect();
            Mqtt5BlockingClient anew = join(kit, "anew", HOUR);
            anew.disconnect();
            Mqtt5BlockingClient expires = join(kit, "expires", 1);
            expires.disconnect();
            Mqtt5BlockingClient leaver = join(kit, "leaver", HOUR);
            leaver.unsubscribeWith().topicFilter(GROUP).send();
            leaver.disconnect();
            publish(kit, "jobs/1");
            anew.connectWith().cleanStart(true).send();
            anew.disconnect();
            await().until(
                            () ->
                                    !org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager
                                            .getInstance(kit.server())
                                            .getSessionStates()
                                            .containsKey("expires"));
            assertThat(kit.server().locateQueue(QUEUE)).isNotNull();
            mustReceive(loyal, "jobs/1");
        }
    }

    @Test
    void endsAGroupWithItsLastMember() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient last = join(kit, "last", HOUR);
            last.unsubscribeWith().topicFilter(GROUP).send();
            assertThat(kit.server().locateQueue(QUEUE)).isNull();
            last.disconnect();
            Mqtt5BlockingClient lost = join(kit, "lost", HOUR);
            lost.disconnect();
            kit.identities.forbid((device, filter) -> device.equals("lost"));
            back(lost);
            assertThat(kit.server().locateQueue(QUEUE)).isNull();
            lost.disconnect();
        }
    }

    @Test
    void letsADeviceInThatLostOneOfItsRightsAndKeepsTheOthersOverARestart() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.five("a.b");
            device.connectWith().cleanStart(true).sessionExpiryInterval(HOUR).send();
            device.subscribeWith().topicFilter("secret/#").qos(MqttQos.AT_LEAST_ONCE).send();
            device.subscribeWith().topicFilter("public/#").qos(MqttQos.AT_LEAST_ONCE).send();
            device.disconnect();
            publish(kit, "secret/1");
            publish(kit, "public/1");
        }
        try (DoorKit kit = start()) {
            kit.identities.forbiddenFilters.add("secret/#");
            mustReceive(kit.five("a.b"), "public/1");
            assertThat(kit.server().locateQueue("a~b.secret/#")).isNull();
        }
        try (DoorKit kit = start()) {
            // the right comes back, the subscription does not
            Mqtt5BlockingClient device = kit.five("a.b");
            assertThat(back(device)).isTrue();
            Queue own = kit.server().locateQueue("a~b.public/#");
            // the broker takes a session up after its CONNACK
            await().until(() -> own.getConsumerCount() == 1);
            assertThat(kit.server().locateQueue("a~b.secret/#")).isNull();
            device.disconnect();
        }
    }
}
