/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Local subscribers: exactly once, retained, wills, shared subscriptions. */
class DoorLocalTest {

    @TempDir Path directory;

    private final List<Exchange> taken = new CopyOnWriteArrayList<>();

    private DoorKit start() throws Exception {
        return DoorKit.start(
                directory,
                AsyncProcessorConverterHelper.convert(exchange -> taken.add(exchange.copy())));
    }

    private static Optional<Mqtt5Publish> receive(Mqtt5Publishes publishes) throws Exception {
        return publishes.receive(5, TimeUnit.SECONDS);
    }

    @Test
    void deliversAnExactlyOnceMessageLocallyAfterTheRouteKeptIt() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("room/#").qos(MqttQos.EXACTLY_ONCE).send();
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            assertThat(
                            device.publishWith()
                                    .topic("room/1")
                                    .qos(MqttQos.EXACTLY_ONCE)
                                    .payload("x".getBytes())
                                    .send()
                                    .getError())
                    .isEmpty();
            assertThat(receive(publishes).orElseThrow().getPayloadAsBytes())
                    .isEqualTo("x".getBytes());
            assertThat(taken).hasSize(1);
            assertThat(taken.get(0).getIn().getHeader(AirHeaders.QOS)).isEqualTo(1);
            device.disconnect();
            listener.disconnect();
        }
    }

    @Test
    void keepsRetainedMessagesForLateSubscribers() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            device.publishWith()
                    .topic("room/1/state")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .retain(true)
                    .payload("warm".getBytes())
                    .send();
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("room/1/state").send();
            Mqtt5Publish retained = receive(publishes).orElseThrow();
            assertThat(retained.getPayloadAsBytes()).isEqualTo("warm".getBytes());
            assertThat(retained.isRetain()).isTrue();
            assertThat(taken).hasSize(1);
            device.disconnect();
            listener.disconnect();
        }
    }

    @Test
    void sendsTheWillOfADeviceThatIsLost() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("gone/+").send();
            try (Socket device = new Socket("127.0.0.1", kit.plainPort())) {
                // CONNECT 3.1.1, clean, will of QoS 0 to gone/thermo-1 with the payload "lost"
                device.getOutputStream()
                        .write(
                                HexFormat.of()
                                        .parseHex(
                                                "1029"
                                                        + "00044d51545404"
                                                        + "06"
                                                        + "003c"
                                                        + "0008746865726d6f2d31"
                                                        + "000d676f6e652f746865726d6f2d31"
                                                        + "00046c6f7374"));
                device.getInputStream().readNBytes(4);
            }
            assertThat(receive(publishes).orElseThrow().getPayloadAsBytes())
                    .isEqualTo("lost".getBytes());
            await().until(() -> taken.size() == 1);
            assertThat(taken.get(0).getIn().getHeaders())
                    .containsEntry(AirHeaders.DEVICE, "thermo-1")
                    .containsEntry(AirHeaders.TOPIC, "gone/thermo-1");
            listener.disconnect();
        }
    }

    @Test
    void sendsNoWillOfADeviceThatIsPutOut() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("#").send();
            Mqtt5BlockingClient device = kit.five("thermo-1");
            device.connectWith().willPublish().topic("gone/thermo-1").applyWillPublish().send();
            kit.identities.revoke("thermo-1");
            await().until(() -> kit.broker().facts().get("connections").equals(1));
            listener.publishWith().topic("after").qos(MqttQos.EXACTLY_ONCE).send();
            assertThat(receive(publishes).orElseThrow().getTopic()).hasToString("after");
            assertThat(taken).hasSize(1);
            listener.disconnect();
        }
    }

    @Test
    void takesTheWillBackWhenADeviceDisconnects() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.five("thermo-1");
            device.connectWith().willPublish().topic("gone/thermo-1").applyWillPublish().send();
            device.disconnect();
            await().until(() -> kit.broker().facts().get("connections").equals(0));
            Mqtt5BlockingClient next = kit.connectFive("thermo-2");
            next.publishWith().topic("after").qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(taken).hasSize(1);
            assertThat(taken.get(0).getIn().getHeader(AirHeaders.TOPIC)).isEqualTo("after");
            next.disconnect();
        }
    }

    @Test
    void refusesAWillThatTheDeviceMayNotPublish() throws Exception {
        try (DoorKit kit = start()) {
            kit.identities.forbiddenTopics.add("gone/other");
            for (String topic : List.of("gone/other", "lane.cloud.urgent", "$sys/x")) {
                Mqtt5BlockingClient device = kit.five("thermo-1");
                assertThatThrownBy(
                                () ->
                                        device.connectWith()
                                                .willPublish()
                                                .topic(topic)
                                                .applyWillPublish()
                                                .send())
                        .isInstanceOf(Mqtt5ConnAckException.class);
            }
        }
    }

    @Test
    void refusesASubscriptionThatIsNotAllowed() throws Exception {
        try (DoorKit kit = start()) {
            kit.identities.forbiddenFilters.add("secret/#");
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            for (String filter :
                    List.of(
                            "secret/#",
                            "$share/group/secret/#",
                            "lane.cloud.urgent",
                            "$share/group/lane.cloud.urgent",
                            "$sys.mqtt.sessions",
                            "lane.cloud.urgent::lane.cloud.urgent")) {
                assertThatThrownBy(() -> device.subscribeWith().topicFilter(filter).send())
                        .as(filter)
                        .isInstanceOfSatisfying(
                                Mqtt5SubAckException.class,
                                e ->
                                        assertThat(e.getMqttMessage().getReasonCodes())
                                                .containsExactly(
                                                        Mqtt5SubAckReasonCode.NOT_AUTHORIZED));
            }
            device.subscribeWith().topicFilter("public/#").send();
            device.disconnect();
        }
    }

    @Test
    void sharesASubscriptionAmongItsGroup() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient one = kit.connectFive("one");
            Mqtt5BlockingClient two = kit.connectFive("two");
            Mqtt5Publishes ones = one.publishes(MqttGlobalPublishFilter.ALL);
            Mqtt5Publishes twos = two.publishes(MqttGlobalPublishFilter.ALL);
            one.subscribeWith().topicFilter("$share/group/jobs").send();
            two.subscribeWith().topicFilter("$share/group/jobs").send();
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            for (int i = 0; i < 2; i++) {
                device.publishWith().topic("jobs").qos(MqttQos.EXACTLY_ONCE).send();
            }
            await().until(() -> taken.size() == 2);
            assertThat(receive(ones)).isPresent();
            assertThat(receive(twos)).isPresent();
            one.disconnect();
            two.disconnect();
            device.disconnect();
        }
    }

    @Test
    void showsNoLaneToAWildcardSubscription() throws Exception {
        try (DoorKit kit = start()) {
            ActiveMQServer server = kit.server();
            server.createQueue(
                    QueueConfiguration.of("lane.cloud.urgent").setRoutingType(RoutingType.ANYCAST));
            Mqtt5BlockingClient listener = kit.connectFive("listener");
            Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL);
            listener.subscribeWith().topicFilter("#").send();
            listener.subscribeWith().topicFilter("+").send();
            CoreMessage message = new CoreMessage(server.getStorageManager().generateID(), 64);
            message.setAddress("lane.cloud.urgent");
            message.setRoutingType(RoutingType.ANYCAST);
            message.setDurable(true);
            // as the lanes write: straight to the lane's own binding
            server.getPostOffice()
                    .route(
                            message,
                            (Transaction) null,
                            false,
                            false,
                            server.getPostOffice().getBinding(message.getAddressSimpleString()));
            await().until(() -> server.locateQueue("lane.cloud.urgent").getMessageCount() == 1);
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            device.publishWith().topic("after").qos(MqttQos.EXACTLY_ONCE).send();
            assertThat(receive(publishes).orElseThrow().getTopic()).hasToString("after");
            assertThat(server.locateQueue("lane.cloud.urgent").getMessageCount()).isEqualTo(1);
            listener.disconnect();
            device.disconnect();
        }
    }

    @Test
    void letsNobodyInWhoseIdWouldNameALane() throws Exception {
        try (DoorKit kit = start()) {
            for (String id : List.of("lane", "lane.cloud")) {
                assertThatThrownBy(() -> kit.five(id).connect())
                        .as(id)
                        .isInstanceOf(Mqtt5ConnAckException.class);
            }
        }
    }

    @Test
    void keepsForgedHeadersOutAndTakesTheNamedOnesIn() throws Exception {
        try (DoorKit kit = start()) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            device.publishWith()
                    .topic("t")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .contentType("application/json")
                    .responseTopic("answers/thermo-1")
                    .correlationData(new byte[] {1, 2})
                    .messageExpiryInterval(60)
                    .userProperties()
                    .add("air-id", "my-id")
                    .add("air-priority", "9")
                    .add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .add("AirDevice", "admin")
                    .add("aIrTenant", "other")
                    .add("CamelHttpUri", "http://evil")
                    .add("colour", "blue")
                    .applyUserProperties()
                    .send();
            var headers = taken.get(0).getIn().getHeaders();
            assertThat(headers)
                    .containsEntry(AirHeaders.ID, "my-id")
                    .containsEntry(AirHeaders.PRIORITY, 9)
                    .containsEntry(AirHeaders.DEVICE, "thermo-1")
                    .containsEntry(AirHeaders.TENANT, "plant-a")
                    .containsEntry(AirHeaders.CONTENT_TYPE, "application/json")
                    .containsEntry(AirHeaders.REPLY_TO, "answers/thermo-1")
                    .containsEntry(AirHeaders.CORRELATION, new byte[] {1, 2})
                    .containsEntry("AirUser.colour", "blue");
            assertThat((Long) headers.get(AirHeaders.EXPIRY))
                    .isEqualTo((Long) headers.get(AirHeaders.TIME) + 60_000);
            assertThat(headers.values()).doesNotContain("admin", "other", "http://evil");
            assertThat(taken.get(0).getProperty(AirHeaders.ID_GIVEN)).isEqualTo(true);
            device.disconnect();
        }
    }
}
