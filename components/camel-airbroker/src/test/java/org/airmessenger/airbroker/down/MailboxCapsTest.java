/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.airbroker.down.Tally.Leave;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What is bounded in a mailbox: how much waits, for how long, and for whom. */
class MailboxCapsTest {

    private static final String TOPIC = "commands/d1/do";
    private static final String OWN = "commands/d1/#";

    @TempDir Path directory;
    private DownKit kit;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private void open(Consumer<CommandsConfiguration> options) throws Exception {
        kit = DownKit.open(directory, options);
    }

    @AfterEach
    void close() {
        if (kit != null) {
            kit.close();
        }
    }

    private void assertRefused(String topic, String body, String... words) {
        assertThatThrownBy(() -> kit.send(topic, body, 1).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessageContainingAll(words)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> {
                            assertThat(e.refusal()).isEqualTo(Refusal.LANE_FULL);
                            assertThat(e.retryAfterMillis()).isPositive();
                        });
    }

    private void settled(long waiting) {
        await().untilAsserted(
                        () -> {
                            assertThat(kit.room().waiting()).isEqualTo(waiting);
                            assertThat(kit.room().tally.difference(waiting)).isZero();
                        });
    }

    @Test
    void tellsThePublisherThatADeviceHasNoRoomAndHarmsNoOther() throws Exception {
        open(options -> options.setMaxCommands(5));
        kit.sendMany(TOPIC, 0, 5);
        assertRefused(TOPIC, "6", "AIR-1503", "d1", "at most 5 commands", "is 5");
        kit.sendMany("commands/d2/do", 0, 5);
        settled(10);
        TestLine line = kit.line("d1", 1).subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 1);
        line.line.acknowledge(line.deliveries.get(0).number());
        settled(9);
        kit.send(TOPIC, "6", 1).join();
    }

    @Test
    void refusesBytesBeyondADevicesShareAndBeyondThatOfAll() throws Exception {
        open(
                options -> {
                    options.setMaxCommandBytes(100_000);
                    options.setMaxTotalCommandBytes(1_000_000);
                });
        String large = "x".repeat(60_000);
        kit.send(TOPIC, large, 1).join();
        assertRefused(TOPIC, large, "AIR-1503", "d1", "100000 bytes");
        for (int i = 2; i <= 16; i++) {
            kit.send("commands/d" + i + "/do", large, 1).join();
        }
        assertRefused("commands/d17/do", large, "AIR-1503", "all devices");
        settled(16);
    }

    @Test
    void keepsOneCommandThatIsLargerThanAShare() throws Exception {
        open(options -> options.setMaxCommandBytes(1_000));
        String large = "x".repeat(300_000);
        kit.send(TOPIC, large, 1).join();
        settled(1);
        TestLine line = kit.line("d1", 1).acknowledging().subscribe(OWN, 1);
        await().until(() -> line.bodies().equals(List.of(large)));
    }

    @Test
    void dropsTheOldestWhereThatIsWantedAndCountsIt() throws Exception {
        open(
                options -> {
                    options.setMaxCommands(5);
                    options.setCommandOverflow("drop-oldest");
                });
        for (int i = 0; i < 20; i++) {
            kit.send(TOPIC, Integer.toString(i), 1).join();
        }
        settled(5);
        assertThat(kit.room().tally.left(Leave.OVERFLOW).sum()).isEqualTo(15);
        TestLine line = kit.line("d1", 10).acknowledging().subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 5);
        assertThat(line.bodies()).containsExactly("15", "16", "17", "18", "19");
        settled(0);
    }

    @Test
    void removesWhatExpiresWhileTheDeviceIsAwayAndCountsIt() throws Exception {
        open(options -> {});
        long soon = System.currentTimeMillis() + 1_500;
        kit.send(TOPIC, "soon", 1, Map.of(AirHeaders.EXPIRY, soon)).join();
        kit.send(TOPIC, "later", 1).join();
        settled(2);
        await().until(() -> kit.room().tally.left(Leave.EXPIRED).sum() == 1);
        settled(1);
        TestLine line = kit.line("d1", 10).acknowledging().subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 1);
        assertThat(line.bodies()).containsExactly("later");
        settled(0);
    }

    @Test
    void removesWhatExpiredWhileTheGatewayWasDown() throws Exception {
        open(options -> {});
        long soon = System.currentTimeMillis() + 1_000;
        kit.send(TOPIC, "soon", 1, Map.of(AirHeaders.EXPIRY, soon)).join();
        kit.close();
        await().until(() -> System.currentTimeMillis() > soon);
        kit.start();
        TestLine line = kit.line("d1", 10).subscribe(OWN, 1);
        settled(0);
        assertThat(line.deliveries).isEmpty();
        assertThat(kit.room().tally.left(Leave.EXPIRED).sum()).isEqualTo(1);
    }

    @Test
    void givesWhatHasNoExpiryTheConfiguredOne() throws Exception {
        open(options -> options.setCommandExpiryMillis(1_000));
        kit.sendMany(TOPIC, 0, 3);
        await().until(() -> kit.room().tally.left(Leave.EXPIRED).sum() == 3);
        settled(0);
    }

    @Test
    void removesTheMailboxOfADeviceThatIsGone() throws Exception {
        open(options -> {});
        kit.sendMany(TOPIC, 0, 3);
        kit.sendMany("commands/d2/do", 0, 2);
        settled(5);
        kit.identities.remove("d1");
        await().until(() -> kit.room().tally.left(Leave.REMOVED).sum() == 3);
        settled(2);
    }

    @Test
    void keepsNothingForStrangersThatAreNotHere() throws Exception {
        open(options -> {});
        kit.identities.strangers.add("s1");
        assertThatThrownBy(() -> kit.send("commands/s1/do", "x", 1).join())
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_RECEIVER));
        TestLine line = kit.line("s1", 10).acknowledging().subscribe("commands/s1/#", 1);
        kit.send("commands/s1/do", "y", 1).join();
        await().until(() -> line.bodies().equals(List.of("y")));
        settled(0);
    }

    @Test
    void handsAtMostOnceOnlyToWhoIsHereAndHasRoom() throws Exception {
        open(options -> {});
        assertThatThrownBy(() -> kit.send(TOPIC, "nobody", 0).join())
                .cause()
                .hasMessageContaining("AIR-3101");
        TestLine line = kit.line("d1", 2).subscribe(OWN, 1);
        IntStream.range(0, 5).forEach(i -> kit.send(TOPIC, "" + i, 0).join());
        await().until(() -> line.deliveries.size() == 2);
        assertThat(line.deliveries).allMatch(each -> each.qos() == 0 && each.number() == 0);
        assertThat(
                        kit.meters
                                .get("air_source_commands_at_most_once_total")
                                .tag("result", "no-room")
                                .counter()
                                .count())
                .isEqualTo(3);
        settled(0);
    }

    @Test
    void aSlowDeviceHoldsNoOtherNorMemory() throws Exception {
        open(
                options -> {
                    options.setCommandMemoryBytes(400_000);
                    options.setMaxCommands(10_000);
                    options.setMaxCommandBytes(100_000_000);
                });
        TestLine slow = kit.line("d1", 10_000).subscribe(OWN, 1);
        TestLine quick = kit.line("d2", 10_000).acknowledging().subscribe("commands/d2/#", 1);
        String body = "x".repeat(10_000);
        for (int i = 0; i < 300; i++) {
            kit.send(TOPIC, body, 1).join();
            kit.send("commands/d2/do", "" + i, 1).join();
        }
        await().until(() -> quick.deliveries.size() == 300 && slow.deliveries.size() == 300);
        settled(300);
        // what it has in flight is on the shelf, and not in memory
        await().until(() -> kit.room().shelf.size() == 300);
        slow.deliveries.forEach(each -> slow.line.acknowledge(each.number()));
        settled(0);
        await().until(() -> kit.room().shelf.size() == 0);
    }

    @Test
    void saysAllThatIsWrongWithItsOptions() {
        assertThatThrownBy(
                        () ->
                                open(
                                        options -> {
                                            options.setMaxCommands(0);
                                            options.setCommandOverflow("burn");
                                        }))
                .hasMessageContainingAll(
                        "AIR-1515 maxCommands must be 1 to 1000000 but was 0",
                        "AIR-1515 commandOverflow must be refuse or drop-oldest but was burn");
        kit = null;
    }
}
