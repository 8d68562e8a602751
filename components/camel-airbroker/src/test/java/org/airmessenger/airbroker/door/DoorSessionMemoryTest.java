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
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What waits for many subscribers that are away, none of which has too much for itself. */
class DoorSessionMemoryTest {

    private static final long MEMORY = 8_000_000;
    private static final int AWAY = 6;
    private static final int FIRST = 9;
    private static final int ALL = 30;

    @TempDir Path directory;

    private static void publish(Mqtt5BlockingClient sender, int from, int to) {
        for (int number = from; number < to; number++) {
            byte[] body = new byte[100_000];
            body[0] = (byte) number;
            for (int i = 0; i < AWAY; i++) {
                sender.publishWith()
                        .topic("t" + i + "/x")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(body)
                        .send();
            }
        }
    }

    private static List<Integer> receive(DoorKit kit, int device) throws Exception {
        Mqtt5BlockingClient back = kit.five("away-" + device);
        List<Integer> numbers = new ArrayList<>();
        try (Mqtt5Publishes publishes = back.publishes(MqttGlobalPublishFilter.ALL)) {
            back.connectWith().cleanStart(false).sessionExpiryInterval(3600).send();
            while (numbers.size() < ALL) {
                Mqtt5Publish next = publishes.receive(30, TimeUnit.SECONDS).orElseThrow();
                numbers.add((int) next.getPayloadAsBytes()[0]);
            }
        }
        back.disconnect();
        return numbers;
    }

    @Test
    void goesToItsPagesBeforeItTakesTheMemoryOfTheLanes() throws Exception {
        try (DoorKit kit =
                DoorKit.start(
                        directory,
                        options -> {
                            options.setGlobalMaxBytes(MEMORY);
                            options.setSessionMaxBytes(1L << 30);
                        },
                        AsyncProcessorConverterHelper.convert(exchange -> {}))) {
            for (int i = 0; i < AWAY; i++) {
                Mqtt5BlockingClient away = kit.five("away-" + i);
                away.connectWith().cleanStart(true).sessionExpiryInterval(3600).send();
                away.subscribeWith().topicFilter("t" + i + "/#").qos(MqttQos.AT_LEAST_ONCE).send();
                away.disconnect();
            }
            PagingManager paging = kit.server().getPagingManager();
            Mqtt5BlockingClient sender = kit.connectFive("sender");
            publish(sender, 0, FIRST);
            assertThat(paging.getGlobalSize()).isBetween(MEMORY / 2, MEMORY);
            for (int i = 0; i < AWAY; i++) {
                var store = paging.getPageStore(SimpleString.of("t" + i + "/#"));
                await().atMost(Duration.ofSeconds(30)).until(store::isPaging);
            }
            publish(sender, FIRST, ALL);
            sender.disconnect();
            assertThat(paging.isGlobalFull()).isFalse();
            assertThat(paging.getGlobalSize()).isLessThan(MEMORY);
            assertThat(paging.getPageStore(SimpleString.of("lane.all.normal")).isPaging())
                    .isFalse();
            for (int i = 0; i < AWAY; i++) {
                assertThat(receive(kit, i)).hasSize(ALL).isSorted().doesNotHaveDuplicates();
            }
        }
    }
}
