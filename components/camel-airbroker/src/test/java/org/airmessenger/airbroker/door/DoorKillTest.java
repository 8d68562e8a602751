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

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Kills the gateway in the middle of the answers to devices that publish as fast as they can. What
 * it said last is what the disk may not have: so everything is read that it said until it was dead.
 */
class DoorKillTest {

    private static final int HOUR = 3600;
    private static final int DEVICES = 4;
    private static final int IN_FLIGHT = 200;

    /** As many as a device may have at once. */
    private static final int UNRELEASED = 1_000;

    /** PUBLISH of QoS 2. */
    private static final int EXACTLY_ONCE = 0x34;

    private static final Plan TO_CLOUD = new Plan(List.of("cloud"), Set.of(), true, 4);

    @TempDir Path directory;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> delivered = ConcurrentHashMap.newKeySet();

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

    private static DoorKit open(Path directory, Processor sink) throws Exception {
        return DoorKit.start(
                directory,
                // nothing that waits for the listener is dropped for want of room
                options -> options.setSessionMaxMessages(1_000_000),
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

    @Test
    void losesNothingAcknowledgedThoughItIsKilledInTheMiddleOfItsAnswers() throws Exception {
        survives(3, 2_000);
    }

    @Test
    @Tag("long")
    void losesNothingAcknowledgedOverManyKills() throws Exception {
        survives(20, 10_000);
    }

    @Test
    void losesNothingThatALocalSubscriberWaitsFor() throws Exception {
        try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory);
                RawDevice listener =
                        new RawDevice(
                                Integer.parseInt(gateway.await("port")),
                                Hello.of("listener").stored(false, HOUR))) {
            listener.subscribe(1, "t/#");
            assertThat(listener.read()).startsWith("90").endsWith("01");
        }
        survives(1, 2_000);
        try (DoorKit kit = open(directory, exchange -> {});
                RawDevice listener = new RawDevice(kit, Hello.of("listener").stored(false, HOUR))) {
            Set<String> missing = ConcurrentHashMap.newKeySet();
            missing.addAll(acknowledged);
            while (!missing.isEmpty()) {
                String packet = listener.read();
                assertThat(packet)
                        .as("what follows while %d are missing", missing.size())
                        .startsWith("3");
                missing.remove(RawDevice.bodyOf(packet));
                listener.acknowledge(RawDevice.idOf(packet));
            }
        }
    }

    @Test
    void stillHasTheExactlyOnceMessagesThatItReceivedBeforeItWasKilled() throws Exception {
        for (int round = 0; round < 3; round++) {
            Hello hello = Hello.of("once-" + round).stored(false, HOUR);
            List<Integer> received = new ArrayList<>();
            try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory);
                    RawDevice device =
                            new RawDevice(Integer.parseInt(gateway.await("port")), hello)
                                    .hearsOnly()) {
                for (int id = 1; id <= UNRELEASED; id++) {
                    device.publish(EXACTLY_ONCE, "t/" + round, id, "once-" + round + '-' + id);
                }
                for (String packet = device.read(); !packet.isEmpty(); packet = device.read()) {
                    assertThat(packet).startsWith("5002");
                    received.add(Integer.parseInt(packet.substring(4), 16));
                    if (received.size() == UNRELEASED / 3) {
                        gateway.killNow();
                    }
                }
            }
            try (DoorKit kit = open(directory, this::take);
                    RawDevice device = new RawDevice(kit, hello)) {
                assertThat(device.isSessionPresent()).isTrue();
                for (int id : received) {
                    device.release(id);
                    // success: the packet id was found (MQTT 5.0, 4.3.3 and 3.7.2.1)
                    assertThat(device.read()).isEqualTo("7002%04x".formatted(id));
                    acknowledged.add("once-" + round + '-' + id);
                }
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(missing()).isEmpty());
            }
        }
    }

    private void survives(int kills, int answersEach) throws Exception {
        for (int round = 0; round < kills; round++) {
            try (ChildProcess gateway = ChildProcess.start(Gateway.class, directory)) {
                int port = Integer.parseInt(gateway.await("port"));
                CountDownLatch answers = new CountDownLatch(answersEach);
                List<CompletableFuture<Void>> devices = new ArrayList<>();
                for (int i = 0; i < DEVICES; i++) {
                    String device = "d" + i;
                    String first = round + "-" + device + '-';
                    devices.add(
                            CompletableFuture.runAsync(
                                    () -> publish(port, device, first, answers),
                                    task -> new Thread(task).start()));
                }
                answers.await();
                gateway.killNow();
                devices.forEach(CompletableFuture::join);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(kills * answersEach);
        DoorKit kit = open(directory, this::take);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(missing()).isEmpty());
        } finally {
            kit.close();
        }
    }

    private Set<String> missing() {
        Set<String> missing = ConcurrentHashMap.newKeySet();
        missing.addAll(acknowledged);
        missing.removeAll(delivered);
        return missing;
    }

    /** Publishes until the gateway is dead, and reads what it said until then. */
    private void publish(int port, String name, String first, CountDownLatch answers) {
        try (RawDevice device = new RawDevice(port, Hello.of(name)).hearsOnly()) {
            int next = 0;
            for (; next < IN_FLIGHT; next++) {
                device.publish("t/" + name, idOf(next), first + next);
            }
            String packet = device.read();
            for (int answered = 0; !packet.isEmpty(); answered++) {
                assertThat(packet).isEqualTo("4002%04x".formatted(idOf(answered)));
                acknowledged.add(first + answered);
                answers.countDown();
                device.publish("t/" + name, idOf(next), first + next);
                next++;
                packet = device.read();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int idOf(int number) {
        return 1 + number % 60_000;
    }
}
