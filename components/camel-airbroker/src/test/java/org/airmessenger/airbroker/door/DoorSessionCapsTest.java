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
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What may wait for a session whose device is away. */
class DoorSessionCapsTest {

    private static final long HOUR = 3600;
    private static final int MOST = 20;

    @TempDir Path directory;

    private DoorKit start(String overflow) throws Exception {
        return DoorKit.start(
                directory,
                options -> {
                    options.setSessionMaxMessages(MOST);
                    options.setSessionOverflow(overflow);
                },
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    private static void leave(DoorKit kit, String device, String... filters) {
        Mqtt5BlockingClient away = kit.five(device);
        away.connectWith().cleanStart(true).sessionExpiryInterval(HOUR).send();
        for (String filter : filters) {
            away.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
        }
        away.disconnect();
    }

    private static void publish(Mqtt5BlockingClient sender, String topic, int number) {
        sender.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Integer.toString(number).getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static List<Integer> receive(DoorKit kit, String device) throws Exception {
        Mqtt5BlockingClient back = kit.five(device);
        List<Integer> numbers = new ArrayList<>();
        try (Mqtt5Publishes publishes = back.publishes(MqttGlobalPublishFilter.ALL)) {
            back.connectWith().cleanStart(false).sessionExpiryInterval(HOUR).send();
            Optional<Mqtt5Publish> next = publishes.receive(5, TimeUnit.SECONDS);
            while (next.isPresent()) {
                String body = new String(next.get().getPayloadAsBytes(), StandardCharsets.UTF_8);
                numbers.add(Integer.valueOf(body));
                next = publishes.receive(500, TimeUnit.MILLISECONDS);
            }
        }
        back.disconnect();
        return numbers;
    }

    private static double dropped(DoorKit kit) {
        return kit.count("air_lanes_local_dropped_total", "reason", "overflow");
    }

    private static Integer[] numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toArray(Integer[]::new);
    }

    @Test
    void dropsTheOldestOfASessionCountsThemAndKeepsTheRestOverARestart() throws Exception {
        LogLines log = new LogLines();
        try (DoorKit kit = start("drop-oldest")) {
            leave(kit, "away", "t/#");
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            for (int i = 0; i < 50; i++) {
                publish(sender, "t/" + i % 3, i);
            }
            Queue queue = kit.server().locateQueue("away.t/#");
            await().untilAsserted(() -> assertThat(queue.getMessageCount()).isEqualTo(MOST));
            await().untilAsserted(() -> assertThat(dropped(kit)).isEqualTo(50 - MOST));
            assertThat(log.all().stream().filter(line -> line.contains("AIR-3119"))).hasSize(1);
            sender.disconnect();
        }
        try (DoorKit kit = start("drop-oldest")) {
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            for (int i = 50; i < 55; i++) {
                publish(sender, "t/x", i);
            }
            Queue queue = kit.server().locateQueue("away.t/#");
            await().untilAsserted(() -> assertThat(dropped(kit)).isEqualTo(5));
            await().untilAsserted(() -> assertThat(queue.getMessageCount()).isEqualTo(MOST));
            sender.disconnect();
            assertThat(receive(kit, "away")).containsExactly(numbers(55 - MOST, 55));
            assertThat(queue.getMessageCount()).isZero();
        }
    }

    @Test
    void dropsWhatIsNewIfSoConfigured() throws Exception {
        try (DoorKit kit = start("drop-new")) {
            leave(kit, "away", "t/#");
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            Queue queue = kit.server().locateQueue("away.t/#");
            for (int i = 0; i < MOST; i++) {
                publish(sender, "t", i);
            }
            await().until(() -> queue.getMessageCount() == MOST);
            for (int i = MOST; i < 50; i++) {
                publish(sender, "t", i);
            }
            assertThat(dropped(kit)).isEqualTo(50 - MOST);
            sender.disconnect();
            assertThat(receive(kit, "away")).containsExactly(numbers(0, MOST));
        }
    }

    @Test
    void leavesAQuietSubscriptionWhatItHasWhileABusyOneOverflows() throws Exception {
        try (DoorKit kit = start("drop-oldest")) {
            leave(kit, "away", "quiet/#", "busy/#");
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            for (int i = 0; i < 3; i++) {
                publish(sender, "quiet/1", i);
            }
            for (int i = 100; i < 200; i++) {
                publish(sender, "busy/1", i);
            }
            await().untilAsserted(() -> assertThat(dropped(kit)).isEqualTo(103 - MOST));
            assertThat(kit.server().locateQueue("away.quiet/#").getMessageCount()).isEqualTo(3);
            sender.disconnect();
            assertThat(receive(kit, "away"))
                    .containsExactlyInAnyOrder(
                            IntStream.concat(
                                            IntStream.range(0, 3),
                                            IntStream.range(200 - MOST + 3, 200))
                                    .boxed()
                                    .toArray(Integer[]::new));
        }
    }

    @Test
    void takesNothingFromOthersNorFromADeviceThatReads() throws Exception {
        try (DoorKit kit = start("drop-oldest")) {
            leave(kit, "away", "#");
            Mqtt5BlockingClient reader = kit.connectFive("reader");
            List<Integer> read = new ArrayList<>();
            Mqtt5Publishes publishes = reader.publishes(MqttGlobalPublishFilter.ALL);
            reader.subscribeWith().topicFilter("t").qos(MqttQos.AT_LEAST_ONCE).send();
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            for (int i = 0; i < 200; i++) {
                publish(sender, "t", i);
                String body = new String(publishes.receive().getPayloadAsBytes());
                read.add(Integer.valueOf(body));
            }
            assertThat(read).containsExactly(numbers(0, 200));
            await().untilAsserted(() -> assertThat(dropped(kit)).isEqualTo(200 - MOST));
            publishes.close();
            reader.disconnect();
            sender.disconnect();
        }
    }

    @Test
    void endsSubscriptionsAndGroupsThatOverflowLikeAnyOther() throws Exception {
        try (DoorKit kit = start("drop-oldest")) {
            leave(kit, "away", "t/#");
            leave(kit, "member", "$share/g/t/#");
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            for (int i = 0; i < 3 * MOST; i++) {
                publish(sender, "t", i);
            }
            await().untilAsserted(() -> assertThat(dropped(kit)).isEqualTo(4 * MOST));
            sender.disconnect();
            Mqtt5BlockingClient away = kit.five("away");
            away.connectWith().cleanStart(true).send();
            away.disconnect();
            await().until(() -> kit.server().locateQueue("away.t/#") == null);
            Mqtt5BlockingClient member = kit.five("member");
            member.connectWith().cleanStart(true).send();
            member.disconnect();
            await().until(() -> kit.server().locateQueue("=g.t/#") == null);
        }
    }

    @Test
    void keepsAForgottenSessionFromPagingTheLanes() throws Exception {
        int mega = 1 << 20;
        try (DoorKit kit =
                DoorKit.start(
                        directory,
                        options -> {
                            options.setGlobalMaxBytes(12 * mega);
                            options.setSessionMaxBytes(2 * mega);
                        },
                        AsyncProcessorConverterHelper.convert(exchange -> {}))) {
            leave(kit, "forgotten", "#");
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            byte[] body = new byte[50_000];
            for (int i = 0; i < 400; i++) {
                // none of so many topics pages by itself
                sender.publishWith()
                        .topic("t/" + i % 40)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(body)
                        .send();
                assertThat(kit.server().getPagingManager().isGlobalFull()).isFalse();
            }
            Queue queue = kit.server().locateQueue("forgotten.#");
            await().untilAsserted(
                            () ->
                                    assertThat(queue.getPersistentSize())
                                            .isPositive()
                                            .isLessThanOrEqualTo(2 * mega));
            assertThat(kit.server().locateQueue("lane.all.normal").getPagingStore().isPaging())
                    .isFalse();
            assertThat(dropped(kit)).isGreaterThan(300);
            sender.disconnect();
        }
    }
}
