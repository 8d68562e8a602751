/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.airwire.client.NotSentException;
import org.airmessenger.airwire.client.RefusedByPeerException;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.UserProperty;
import org.airmessenger.door.HeldStep;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.FirstSend;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The door over real TLS, with the Java client. */
class DoorTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private WireKit kit;

    @AfterEach
    void stop() {
        if (kit != null) {
            kit.close();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Throwable failureOf(CompletableFuture<?> future) throws Exception {
        try {
            future.get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @Test
    void acknowledgesWhenTheRouteHasEnded() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            CompletableFuture<Void> kept = device.client.publish("t/1", bytes("21.5"));
            HeldStep.Held held = step.next();
            assertThat(held.text()).isEqualTo("21.5");
            assertThat(held.header(AirHeaders.TOPIC)).isEqualTo("t/1");
            assertThat(held.header(AirHeaders.DEVICE)).isEqualTo("thermo-1");
            assertThat(held.header(AirHeaders.TENANT)).isEqualTo("plant-a");
            assertThat(held.header(AirHeaders.DOOR)).isEqualTo("wire");
            assertThat(held.header(AirHeaders.ID)).matches("[0-9a-f]{32}-1-1");
            assertThat(held.exchange().getProperty(AirHeaders.ID_GIVEN)).isEqualTo(true);
            assertThat(isNew(held)).as("nobody can have sent its number before").isTrue();
            assertThat(kept).isNotDone();
            held.keep();
            kept.get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(kit.count("air_source_messages_total", "qos", "1", "verdict", "kept"))
                    .isEqualTo(1);
        }
    }

    /** Whether the lanes need not look its id up. */
    private static boolean isNew(HeldStep.Held held) {
        FirstSend first = held.exchange().getProperty(AirHeaders.FIRST_SEND, FirstSend.class);
        return first != null && first.isNew(held.header(AirHeaders.ID));
    }

    @Test
    void carriesEveryHeader() throws Exception {
        kit = WireKit.start(directory, step);
        Attributes all =
                Attributes.builder()
                        .with(SendAttributes.ID, "order-4711")
                        .with(SendAttributes.PRIORITY, 9L)
                        .with(SendAttributes.CONTENT_TYPE, "application/json")
                        .with(SendAttributes.CONTENT_ENCODING, "gzip")
                        .with(SendAttributes.KEY_ID, "k1")
                        .with(
                                SendAttributes.TRACE,
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .with(SendAttributes.REPLY_TO, "r/1")
                        .with(SendAttributes.CORRELATION, new byte[] {1, 2})
                        .with(SendAttributes.DEVICE, "somebody-else")
                        .with(SendAttributes.USER, new UserProperty("unit", "celsius"))
                        .with(SendAttributes.USER, new UserProperty("air-id", "forged"))
                        .build();
        try (WireKit.Device device = kit.device("thermo-1")) {
            long before = System.currentTimeMillis();
            device.client.publish("t/1", bytes("x"), all, 1, 30_000);
            HeldStep.Held held = step.next();
            var in = held.exchange().getIn();
            assertThat(in.getHeader(AirHeaders.ID)).isEqualTo("order-4711");
            assertThat(isNew(held)).as("an id of the device's own").isFalse();
            assertThat(in.getHeader(AirHeaders.PRIORITY)).isEqualTo(9);
            assertThat(in.getHeader(AirHeaders.QOS)).isEqualTo(1);
            assertThat(in.getHeader(AirHeaders.CONTENT_TYPE)).isEqualTo("application/json");
            assertThat(in.getHeader(AirHeaders.CONTENT_ENCODING)).isEqualTo("gzip");
            assertThat(in.getHeader(AirHeaders.KEY_ID)).isEqualTo("k1");
            assertThat(in.getHeader(AirHeaders.TRACE, String.class)).startsWith("00-4bf9");
            assertThat(in.getHeader(AirHeaders.REPLY_TO)).isEqualTo("r/1");
            assertThat(in.getHeader(AirHeaders.CORRELATION)).isEqualTo(new byte[] {1, 2});
            assertThat(in.getHeader(AirHeaders.EXPIRY, Long.class))
                    .isBetween(before + 29_000, System.currentTimeMillis() + 31_000);
            assertThat(in.getHeader(AirHeaders.USER_PREFIX + "unit")).isEqualTo("celsius");
            assertThat(in.getHeader(AirHeaders.DEVICE)).as("no gateway").isEqualTo("thermo-1");
            assertThat(in.getHeaders()).doesNotContainKey(AirHeaders.USER_PREFIX + "air-id");
            held.keep();
        }
    }

    @Test
    void toldRefusalsCarryTheirCode() throws Exception {
        kit = WireKit.start(directory, step);
        Object[][] causes = {
            {Refusal.NOT_ALLOWED, Code.NOT_ALLOWED},
            {Refusal.TOO_LARGE, Code.TOO_LARGE},
            {Refusal.NO_RECEIVER, Code.NO_RECEIVER},
            {Refusal.MALFORMED, Code.MESSAGE_MALFORMED}
        };
        try (WireKit.Device device = kit.device("thermo-1")) {
            for (Object[] cause : causes) {
                CompletableFuture<Void> refused = device.client.publish("t/1", bytes("x"));
                step.next().refuse(new RefusedException((Refusal) cause[0], "AIR-2003 no"));
                assertThat(failureOf(refused))
                        .isInstanceOfSatisfying(
                                RefusedByPeerException.class,
                                e -> {
                                    assertThat(e.code()).isEqualTo(cause[1]);
                                    assertThat(e.getMessage()).contains("AIR-2003 no");
                                });
            }
        }
    }

    @Test
    void whatIsRefusedForNowComesAgainByItself() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            CompletableFuture<Void> kept = device.client.publish("t/1", bytes("x"));
            for (Refusal cause : new Refusal[] {Refusal.OVER_RATE, Refusal.LANE_FULL}) {
                step.next().refuse(new RefusedException(cause, "AIR-2007 later", 20));
            }
            step.next().refuse(new IllegalStateException("the route failed"));
            step.next().keep();
            kept.get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aTopicThatIsNoneIsRefused() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            for (String topic : new String[] {"a/#", "+", "$SYS/x", "lane.x", "a::b"}) {
                assertThat(failureOf(device.client.publish(topic, bytes("x"))))
                        .isInstanceOfSatisfying(
                                RefusedByPeerException.class,
                                e -> assertThat(e.code()).isEqualTo(Code.MESSAGE_MALFORMED));
            }
        }
        assertThat(step.held).isEmpty();
    }

    @Test
    void atMostOnceIsSentAndNotAnswered() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            device.client
                    .publish("t/1", bytes("x"), Attributes.NONE, 0, 0)
                    .get(WireKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
            HeldStep.Held held = step.next();
            assertThat(held.exchange().getIn().getHeader(AirHeaders.QOS)).isEqualTo(0);
            assertThat(held.exchange().getProperty(AirHeaders.ID_GIVEN)).isEqualTo(false);
            held.refuse(new RefusedException(Refusal.LANE_FULL, "AIR-3004 full"));
            Awaitility.await()
                    .atMost(WireKit.LIMIT)
                    .until(
                            () ->
                                    kit.count(
                                                    "air_source_messages_total",
                                                    "door",
                                                    "wire",
                                                    "qos",
                                                    "0",
                                                    "verdict",
                                                    "lane-full")
                                            == 1);
        }
    }

    @Test
    void aStrangerIsRefused() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("stranger-1")) {
            assertThat(device.nextLine()).isEqualTo("NOT_AUTHENTICATED");
        }
    }

    /** Else who publishes would wait for ever, and never learn why. */
    @Test
    void whoIsRefusedIsToldWhyByWhatWaits() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("stranger-1")) {
            CompletableFuture<Void> message = device.client.publish("t/1", bytes("x"));
            CompletableFuture<Integer> commands = device.client.subscribe("commands/#", 1);
            for (CompletableFuture<?> waits : List.of(message, commands)) {
                assertThat(failureOf(waits))
                        .isInstanceOfSatisfying(
                                RefusedByPeerException.class,
                                e -> assertThat(e.code()).isEqualTo(Code.NOT_AUTHENTICATED));
            }
            assertThat(device.client.outstanding()).isZero();
        }
        assertThat(step.held).as("it is not sent any more").isEmpty();
    }

    @Test
    void whatWasPublishedByADeviceThatIsRevokedIsToldSo() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            CompletableFuture<Void> open = device.client.publish("t/1", bytes("x"));
            HeldStep.Held held = step.next();
            kit.identities.revoke("thermo-1");
            assertThat(failureOf(open))
                    .isInstanceOfSatisfying(
                            RefusedByPeerException.class,
                            e -> assertThat(e.code()).isEqualTo(Code.BANNED));
            held.keep();
        }
    }

    @Test
    void aFilterThatCannotBeSentIsRefusedByTheClientItself() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            for (String filter : new String[] {"", "f".repeat(601), "a\0"}) {
                assertThatThrownBy(() -> device.client.subscribe(filter, 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("FILTER must ");
            }
        }
    }

    @Test
    void aRevokedDeviceIsRefusedAndALiveOneEnded() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = kit.device("thermo-1")) {
            assertThat(device.nextLine()).isEqualTo("begun");
            kit.identities.revoke("thermo-1");
            assertThat(device.nextLine()).isEqualTo("BANNED");
            assertThat(device.nextLine()).isEqualTo("BANNED");
        }
    }

    @Test
    void whoShowsNeitherCertificateNorTokenIsRefused() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device = new WireKit.Device(kit.options(null))) {
            assertThat(device.nextLine()).isEqualTo("NOT_AUTHENTICATED");
        }
    }

    @Test
    void aClaimThatTheCertificateDoesNotProveIsRefused() throws Exception {
        kit = WireKit.start(directory, step);
        try (WireKit.Device device =
                new WireKit.Device(kit.options("thermo-1").device("thermo-2"))) {
            assertThat(device.nextLine()).isEqualTo("NOT_AUTHENTICATED");
        }
    }

    @Test
    void aMessageForAPeerThatIsNotThereFailsAtTheEnd() throws Exception {
        kit = WireKit.start(directory, step);
        WireKit.Device device = kit.device("thermo-1");
        CompletableFuture<Void> open = device.client.publish("t/1", bytes("x"));
        HeldStep.Held held = step.next();
        device.close();
        held.keep();
        assertThat(failureOf(open)).isInstanceOf(NotSentException.class);
        assertThatThrownBy(() -> device.client.publish("t/1", bytes("x")).get())
                .hasCauseInstanceOf(NotSentException.class);
    }

    @Test
    void presenceTellsWhoIsHere() throws Exception {
        kit = WireKit.start(directory, step);
        WireKit.Device device = kit.device("thermo-1");
        assertThat(kit.way.seen.poll(60, TimeUnit.SECONDS)).isEqualTo("thermo-1 connected");
        assertThat(device.nextLine()).isEqualTo("begun");
        device.close();
        assertThat(kit.way.seen.poll(60, TimeUnit.SECONDS)).isEqualTo("thermo-1 disconnected");
    }
}
