/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.session.Limits;
import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.FirstSend;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Broken lines over real sockets: PROTOCOL.md, 7.4. */
class ReconnectTest {

    @TempDir Path directory;

    private WireKit kit;
    private CuttingLine line;

    @AfterEach
    void stop() throws Exception {
        if (line != null) {
            line.close();
        }
        if (kit != null) {
            kit.close();
        }
    }

    /** Counts what comes, by its text; every tenth waits for a moment of its own. */
    private static final class Counting extends AsyncProcessorSupport {

        private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String text = exchange.getIn().getBody(String.class);
            taken.computeIfAbsent(text, t -> new AtomicInteger()).incrementAndGet();
            callback.done(true);
            return true;
        }
    }

    private WireKit.Device device(String name) throws Exception {
        line = new CuttingLine(kit.port());
        return new WireKit.Device(
                ClientOptions.of("127.0.0.1", line.port(), kit.tls(name)).retry(1, 10));
    }

    @Test
    void aHundredForcedReconnectsUnderLoadLoseAndDoubleNothing() throws Exception {
        Counting step = new Counting();
        kit = WireKit.start(directory, step);
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        int published = 0;
        try (WireKit.Device device = device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            for (int cut = 0; cut < 100; cut++) {
                for (int i = 0; i < 10; i++) {
                    sent.add(device.client.publish("t/" + i % 3, ("m" + published++).getBytes()));
                }
                // some of it has arrived, some of the answers too
                sent.get(sent.size() - 1 - cut % 10).get(60, TimeUnit.SECONDS);
                line.cut();
                String next = device.nextLine();
                while (!"resumed".equals(next)) {
                    assertThat(next).isIn("LOST");
                    next = device.nextLine();
                }
            }
            for (CompletableFuture<Void> one : sent) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(step.taken).hasSize(published);
        assertThat(step.taken.values()).allMatch(count -> count.get() == 1);
    }

    @Test
    void anAnswerThatWasLostIsAskedForAgain() throws Exception {
        HeldStep step = new HeldStep();
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> kept = device.client.publish("t", "x".getBytes());
            HeldStep.Held held = step.next();
            line.swallowDown(true);
            held.keep();
            Awaitility.await()
                    .atMost(WireKit.LIMIT)
                    .until(
                            () ->
                                    kit.count(
                                                    "air_source_messages_total",
                                                    "qos",
                                                    "1",
                                                    "verdict",
                                                    "kept")
                                            == 1);
            assertThat(kept).isNotDone();
            line.swallowDown(false);
            line.cut();
            kept.get(60, TimeUnit.SECONDS);
            assertThat(step.held).as("not taken twice").isEmpty();
        }
    }

    @Test
    void whatIsUnderWayIsNotTakenTwice() throws Exception {
        HeldStep step = new HeldStep();
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> kept = device.client.publish("t", "x".getBytes());
            HeldStep.Held held = step.next();
            line.cut();
            assertThat(device.nextLine()).isEqualTo("LOST");
            assertThat(device.nextLine()).isEqualTo("resumed");
            assertThat(step.held).isEmpty();
            held.keep();
            kept.get(60, TimeUnit.SECONDS);
            assertThat(step.held).isEmpty();
        }
    }

    @Test
    void aGatewayThatForgotTheSessionGetsTheSameId() throws Exception {
        HeldStep step = new HeldStep();
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            CompletableFuture<Void> kept = device.client.publish("t", "x".getBytes());
            HeldStep.Held first = step.next();
            String id = first.header(AirHeaders.ID);
            FirstSend said = first.exchange().getProperty(AirHeaders.FIRST_SEND, FirstSend.class);
            assertThat(said.isNew(id)).isTrue();
            line.cut();
            try (WireKit.Device other = kit.device("thermo-1")) {
                // a session of its own: the one before is forgotten
                assertThat(other.nextLine()).isEqualTo("begun");
            }
            HeldStep.Held again = step.next();
            assertThat(again.header(AirHeaders.ID)).isEqualTo(id);
            assertThat(said.isNew(id)).as("now that its copy is here").isFalse();
            FirstSend copy = again.exchange().getProperty(AirHeaders.FIRST_SEND, FirstSend.class);
            assertThat(copy.isNew(id)).isFalse();
            first.keep();
            again.keep();
            kept.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void aDeviceHasOneConnection() throws Exception {
        kit = WireKit.start(directory, new HeldStep());
        try (WireKit.Device first = kit.device("thermo-1")) {
            assertThat(first.nextLine()).isEqualTo("begun");
            try (WireKit.Device second = kit.device("thermo-1")) {
                assertThat(second.nextLine()).isEqualTo("begun");
                assertThat(first.nextLine()).isEqualTo(Code.name(Code.REPLACED));
            }
        }
    }

    @Test
    void commandsComeOnceOverBrokenLines() throws Exception {
        kit = WireKit.start(directory, new HeldStep());
        try (WireKit.Device device = device("thermo-1")) {
            device.client.subscribe("commands/thermo-1/#", 1).get(60, TimeUnit.SECONDS);
            for (int i = 0; i < 50; i++) {
                kit.way.send(command("c" + i));
                if (i % 10 == 9) {
                    line.cut();
                }
            }
            List<String> received = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                received.add(new String(device.nextMessage().payload()));
            }
            assertThat(received).doesNotHaveDuplicates().hasSize(50);
            Awaitility.await().atMost(WireKit.LIMIT).until(() -> kit.way.waiting() == 0);
            assertThat(device.messages).isEmpty();
        }
    }

    @Test
    void commandsWaitForADeviceThatIsAway() throws Exception {
        kit = WireKit.start(directory, new HeldStep());
        kit.way.send(command("early"));
        try (WireKit.Device device = kit.device("thermo-1")) {
            device.client.subscribe("commands/thermo-1/#", 1).get(60, TimeUnit.SECONDS);
            var message = device.nextMessage();
            assertThat(new String(message.payload())).isEqualTo("early");
            assertThat(message.topic()).isEqualTo("commands/thermo-1/do");
            assertThat(message.id()).isEqualTo("0190a5b2-1c3d-7e4f-8a5b-6c7d8e9f-early");
        }
    }

    @Test
    void aCommandThatItsDeviceRefusesIsCountedAndWaitsNoMore() throws Exception {
        kit = WireKit.start(directory, new HeldStep());
        Limits small = new Limits(1024, 64, 0, 64, 262_144, 60, 0, false, List.of(), false, null);
        try (WireKit.Device device = new WireKit.Device(kit.options("thermo-1").limits(small))) {
            device.client.subscribe("commands/thermo-1/#", 1).get(60, TimeUnit.SECONDS);
            Map<String, Object> headers =
                    Map.of(AirHeaders.TOPIC, "commands/thermo-1/do", AirHeaders.ID, "large");
            kit.way.send(new Downlink.Delivery(0, "#", 1, headers, new byte[2000], false, false));
            kit.way.send(command("fits"));
            assertThat(new String(device.nextMessage().payload())).isEqualTo("fits");
            Awaitility.await().atMost(WireKit.LIMIT).until(() -> kit.way.waiting() == 0);
            assertThat(kit.count("air_source_commands_refused_total", "door", "wire")).isEqualTo(1);
        }
    }

    private static Downlink.Delivery command(String text) {
        return new Downlink.Delivery(
                0,
                "#",
                1,
                Map.of(
                        AirHeaders.TOPIC,
                        "commands/thermo-1/do",
                        AirHeaders.ID,
                        "0190a5b2-1c3d-7e4f-8a5b-6c7d8e9f-" + text,
                        AirHeaders.PRIORITY,
                        9),
                text.getBytes(),
                false,
                false);
    }
}
