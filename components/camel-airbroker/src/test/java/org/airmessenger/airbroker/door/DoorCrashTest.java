/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.ChildProcess;
import org.airmessenger.airbroker.door.RawDevice.Hello;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Plan;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Kills the whole gateway at any moment: what a device has exactly once, what local subscribers,
 * retained topics and lanes have of one message, and what a device leaves when it is gone.
 */
class DoorCrashTest {

    private static final int PUBLISH = 0x34;
    private static final int DUP = 0x08;
    private static final int RETAIN = 0x01;
    private static final int HOUR = 3600;
    private static final Plan TO_CLOUD = new Plan(List.of("cloud"), Set.of(), true, 4);

    @TempDir Path directory;

    private final List<String> delivered = new CopyOnWriteArrayList<>();

    /** The gateway that is killed: it keeps, but its function is away. */
    static final class Gateway {

        private Gateway() {}

        /** Directory; runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            DoorKit kit =
                    open(
                            Path.of(arguments[0]),
                            exchange -> {
                                throw new IOException("the function is away");
                            });
            ChildProcess.say("port " + kit.plainPort());
            Thread.currentThread().join();
        }
    }

    private static DoorKit open(Path directory, org.apache.camel.Processor sink) throws Exception {
        return DoorKit.start(
                directory,
                options -> {},
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:lane/cloud?normalMaxDelay=0").process(sink);
                        from("airbroker:door")
                                .setProperty(AirHeaders.PLAN, () -> TO_CLOUD)
                                .to("airbroker:lanes");
                    }
                });
    }

    private DoorKit open() throws Exception {
        return open(directory, this::take);
    }

    private void take(Exchange exchange) {
        if (exchange.getIn().getBody() instanceof List<?> batch) {
            batch.forEach(each -> delivered.add(text(((Message) each).getBody())));
        } else {
            delivered.add(text(exchange.getIn().getBody()));
        }
    }

    private static String text(Object body) {
        return new String((byte[]) body, StandardCharsets.UTF_8);
    }

    private ChildProcess gateway() throws IOException {
        return ChildProcess.start(Gateway.class, directory);
    }

    private static int port(ChildProcess gateway) {
        return Integer.parseInt(gateway.await("port"));
    }

    private static Hello stored(String device) {
        return Hello.of(device).stored(false, HOUR);
    }

    private static void listen(int port) throws IOException {
        try (RawDevice listener = new RawDevice(port, stored("listener"))) {
            listener.subscribe(1, "t/#");
            assertThat(listener.read()).startsWith("90").endsWith("01");
        }
    }

    private static List<String> heard(DoorKit kit) throws Exception {
        Mqtt5BlockingClient listener = kit.five("listener");
        List<String> heard = new ArrayList<>();
        try (Mqtt5Publishes publishes = listener.publishes(MqttGlobalPublishFilter.ALL)) {
            listener.connectWith().cleanStart(false).sessionExpiryInterval(HOUR).send();
            Optional<Mqtt5Publish> next = publishes.receive(2, TimeUnit.SECONDS);
            while (next.isPresent()) {
                heard.add(text(next.get().getPayloadAsBytes()));
                next = publishes.receive(2, TimeUnit.SECONDS);
            }
        }
        listener.disconnect();
        return heard;
    }

    @Test
    void answersAResendAfterACrashAndTakesItOnceForLanesSubscribersAndRetained() throws Exception {
        try (ChildProcess gateway = gateway()) {
            int port = port(gateway);
            listen(port);
            RawDevice device = new RawDevice(port, stored("thermo-1"));
            device.publish(PUBLISH | RETAIN, "t/1", 7, "first");
            assertThat(device.read()).startsWith("50").contains("0007");
            gateway.kill();
        }
        try (ChildProcess gateway = gateway();
                RawDevice device = new RawDevice(port(gateway), stored("thermo-1"))) {
            assertThat(device.isSessionPresent()).isTrue();
            device.publish(PUBLISH | DUP | RETAIN, "t/1", 7, "first");
            assertThat(device.read()).isEqualTo("50020007");
            device.release(7);
            assertThat(device.read()).isEqualTo("70020007");
            // the packet id is free: it names another message now
            device.publish(PUBLISH | RETAIN, "t/1", 7, "second");
            assertThat(device.read()).isEqualTo("50020007");
            gateway.kill();
        }
        try (DoorKit kit = open()) {
            try (RawDevice device = new RawDevice(kit, stored("thermo-1"))) {
                device.publish(PUBLISH | DUP | RETAIN, "t/1", 7, "second");
                assertThat(device.read()).isEqualTo("50020007");
                device.release(7);
                assertThat(device.read()).isEqualTo("70020007");
                device.release(7);
                // MQTT 5.0, 3.7.2.1: packet identifier not found
                assertThat(device.read()).isEqualTo("700400079200");
            }
            await().untilAsserted(() -> assertThat(delivered).containsExactly("first", "second"));
            assertThat(heard(kit)).containsExactly("first", "second");
            assertThat(kit.door().retained().copy("t/1")).isNotNull();
        }
    }

    @Test
    void forgetsWhatWasHalfwayWhenTheSessionStartsAnew() throws Exception {
        try (DoorKit kit = open()) {
            try (RawDevice device = new RawDevice(kit, stored("thermo-1"))) {
                device.publish(PUBLISH, "t/1", 7, "first");
                assertThat(device.read()).isEqualTo("50020007");
            }
            try (RawDevice device = new RawDevice(kit, Hello.of("thermo-1").stored(true, HOUR))) {
                assertThat(device.isSessionPresent()).isFalse();
                device.publish(PUBLISH, "t/1", 7, "another");
                assertThat(device.read()).isEqualTo("50020007");
            }
            await().untilAsserted(() -> assertThat(delivered).containsExactly("first", "another"));
        }
    }

    @Test
    void takesEveryExactlyOnceMessageOnceThoughItIsKilledAtAnyMoment() throws Exception {
        survives(2, 300);
    }

    @Test
    @Tag("long")
    void takesEveryExactlyOnceMessageOnceOverManyKills() throws Exception {
        survives(15, 1_000);
    }

    private void survives(int kills, int messagesEach) throws Exception {
        Postman postman = new Postman();
        try (ChildProcess gateway = gateway()) {
            listen(port(gateway));
        }
        for (int round = 0; round < kills; round++) {
            try (ChildProcess gateway = gateway();
                    RawDevice device = new RawDevice(port(gateway), stored("thermo-1"))) {
                postman.resumeOn(device);
                int killAt = postman.done + messagesEach;
                postman.run(device, more -> more.done < killAt);
                gateway.killNow();
                // what it said before it died counts: the kernel still has it
                postman.run(device.hearsOnly(), more -> true);
            }
        }
        try (DoorKit kit = open();
                RawDevice device = new RawDevice(kit, stored("thermo-1"))) {
            postman.resumeOn(device);
            postman.run(device, more -> !more.isEmpty());
            List<String> expected = postman.all();
            await().atMost(Duration.ofSeconds(60)).until(() -> delivered.size() >= expected.size());
            assertThat(delivered).containsExactlyElementsOf(expected);
            assertThat(heard(kit)).containsExactlyElementsOf(expected);
        }
    }

    /** Sends exactly-once messages, many in flight, and resends what it must after each loss. */
    private static final class Postman {

        private static final int IN_FLIGHT = 200;

        /** Packet id to body, until PUBREC. */
        private final Map<Integer, String> unsent = new TreeMap<>();

        /** Packet ids, until PUBCOMP. */
        private final List<Integer> unreleased = new ArrayList<>();

        private int next;
        private int done;
        private boolean last;

        private boolean isEmpty() {
            last = true;
            return unsent.isEmpty() && unreleased.isEmpty();
        }

        private List<String> all() {
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < next; i++) {
                bodies.add("m" + i);
            }
            return bodies;
        }

        /** MQTT 5.0, 4.4: with the packet ids they had. */
        private void resumeOn(RawDevice device) throws IOException {
            for (int id : unreleased) {
                device.release(id);
            }
            for (Map.Entry<Integer, String> each : unsent.entrySet()) {
                device.publish(
                        PUBLISH | DUP | flags(each.getKey()),
                        "t/1",
                        each.getKey(),
                        each.getValue());
            }
        }

        private static int flags(int id) {
            return id % 3 == 0 ? RETAIN : 0;
        }

        private void run(RawDevice device, Predicate<Postman> goesOn) throws IOException {
            while (goesOn.test(this)) {
                while (!last && unsent.size() + unreleased.size() < IN_FLIGHT) {
                    int id = next + 1;
                    String body = "m" + next++;
                    unsent.put(id, body);
                    device.publish(PUBLISH | flags(id), "t/1", id, body);
                }
                String packet = device.read();
                if (packet.isEmpty()) {
                    return;
                }
                int id = Integer.parseInt(packet.substring(4, 8), 16);
                if (packet.startsWith("50")) {
                    assertThat(packet).as("PUBREC").isEqualTo("5002%04x".formatted(id));
                    unsent.remove(id);
                    unreleased.add(id);
                    device.release(id);
                } else {
                    assertThat(packet).as("PUBCOMP").startsWith("70");
                    unreleased.remove((Integer) id);
                    done++;
                }
            }
        }
    }
}
