/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.Downlink.Delivery;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What waits for a device, and who gets it. */
class MailboxTest {

    private static final String TOPIC = "commands/d1/do";
    private static final String OWN = "commands/d1/#";

    @TempDir Path directory;
    private DownKit kit;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void open() throws Exception {
        kit = DownKit.open(directory);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private void settled(long waiting) {
        await().untilAsserted(
                        () -> {
                            assertThat(kit.room().waiting()).isEqualTo(waiting);
                            assertThat(kit.room().tally.difference(waiting)).isZero();
                        });
    }

    @Test
    void keepsCommandsForADeviceThatNeverConnectedAndDeliversThemInOrder() {
        List<String> sent = kit.sendMany(TOPIC, 0, 100);
        TestLine line = kit.line("d1", 10).acknowledging().subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 100);
        assertThat(line.bodies()).isEqualTo(sent);
        assertThat(line.numbers()).isSorted().doesNotHaveDuplicates();
        assertThat(line.deliveries).allMatch(each -> each.qos() == 1 && !each.again());
        settled(0);
        assertThat(kit.room().tally.bytes.get()).isZero();
    }

    @Test
    void deliversAtOnceToALineThatIsOpen() {
        TestLine line = kit.line("d1", 1000).acknowledging().subscribe(OWN, 1);
        List<String> sent = kit.sendMany(TOPIC, 0, 500);
        await().until(() -> line.deliveries.size() == 500);
        assertThat(line.bodies()).isEqualTo(sent);
        assertThat(line.overlapped).isFalse();
        settled(0);
    }

    @Test
    void givesNoMoreThanIsAskedFor() {
        kit.sendMany(TOPIC, 0, 10);
        TestLine line = kit.line("d1", 3).subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 3);
        kit.sendMany(TOPIC, 10, 12);
        settled(12);
        assertThat(line.deliveries).hasSize(3);
        line.line.request(2);
        await().until(() -> line.deliveries.size() == 5);
        assertThat(line.bodies()).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void givesTheNextLineAgainWhatWasNotAcknowledged() {
        kit.sendMany(TOPIC, 0, 4);
        TestLine first = kit.line("d1", 3).subscribe(OWN, 1);
        await().until(() -> first.deliveries.size() == 3);
        first.line.acknowledge(first.deliveries.get(1).number()).toCompletableFuture().join();
        first.line.close();
        TestLine second = kit.line("d1", 10).acknowledging().subscribe(OWN, 1);
        await().until(() -> second.deliveries.size() == 3);
        assertThat(second.bodies()).containsExactly("0", "2", "3");
        assertThat(second.deliveries.stream().map(Delivery::again))
                .containsExactly(true, true, false);
        assertThat(second.numbers().subList(0, 2))
                .containsExactly(first.numbers().get(0), first.numbers().get(2));
        settled(0);
    }

    @Test
    void survivesARestartWithOrderNumbersAndWhatWasGiven() throws Exception {
        List<String> sent = kit.sendMany(TOPIC, 0, 50);
        TestLine before = kit.line("d1", 5).subscribe(OWN, 1);
        await().until(() -> before.deliveries.size() == 5);
        kit.restart();
        assertThat(before.ended).isNotNull();
        settled(50);
        TestLine after = kit.line("d1", 100).acknowledging().subscribe(OWN, 1);
        await().until(() -> after.deliveries.size() == 50);
        assertThat(after.bodies()).isEqualTo(sent);
        assertThat(after.numbers()).isSorted().startsWith(before.numbers().toArray(Long[]::new));
        assertThat(after.deliveries.stream().limit(6).map(Delivery::again))
                .containsExactly(true, true, true, true, true, false);
        settled(0);
    }

    @Test
    void removesEverythingUpToANumberAlsoForALineThatDoesNotHaveItYet() {
        kit.sendMany(TOPIC, 0, 10);
        TestLine first = kit.line("d1", 10).subscribe(OWN, 1);
        await().until(() -> first.deliveries.size() == 10);
        first.line.close();
        TestLine second = kit.line("d1", 10);
        second.line.acknowledgeUpTo(first.numbers().get(6)).toCompletableFuture().join();
        second.subscribe(OWN, 1);
        await().until(() -> second.deliveries.size() == 3);
        assertThat(second.bodies()).containsExactly("7", "8", "9");
        settled(3);
    }

    @Test
    void givesCommandsToTheLineThatSubscribedLastAndWhenItClosesToTheOneBefore() {
        TestLine old = kit.line("d1", 100).acknowledging().subscribe(OWN, 1);
        kit.sendMany(TOPIC, 0, 2);
        await().until(() -> old.deliveries.size() == 2);
        TestLine recent = kit.line("d1", 100).acknowledging().subscribe(OWN, 1);
        kit.sendMany(TOPIC, 2, 4);
        await().until(() -> recent.deliveries.size() == 2);
        recent.line.close();
        kit.sendMany(TOPIC, 4, 6);
        await().until(() -> old.deliveries.size() == 4);
        assertThat(old.bodies()).containsExactly("0", "1", "4", "5");
        settled(0);
    }

    @Test
    void leavesWhatNoSubscriptionWantsUntilOneDoes() {
        kit.sendMany("commands/d1/a", 0, 2);
        kit.sendMany("commands/d1/b", 2, 4);
        TestLine line = kit.line("d1", 100).acknowledging().subscribe("commands/d1/b", 1);
        await().until(() -> line.deliveries.size() == 2);
        assertThat(line.bodies()).containsExactly("2", "3");
        settled(2);
        line.subscribe("commands/d1/+", 1);
        await().until(() -> line.deliveries.size() == 4);
        assertThat(line.bodies()).containsExactly("2", "3", "0", "1");
        settled(0);
    }

    @Test
    void givesNothingAfterUnsubscribe() {
        TestLine line = kit.line("d1", 100).acknowledging().subscribe(OWN, 1);
        assertThat(line.line.unsubscribe(OWN).toCompletableFuture().join()).isTrue();
        assertThat(line.line.unsubscribe(OWN).toCompletableFuture().join()).isFalse();
        kit.sendMany(TOPIC, 0, 2);
        settled(2);
        assertThat(line.deliveries).isEmpty();
        line.subscribe(OWN, 1);
        await().until(() -> line.deliveries.size() == 2);
    }

    @Test
    void handsOnAtMostOnceWhereThatIsAllThatIsWanted() {
        kit.sendMany(TOPIC, 0, 3);
        TestLine line = kit.line("d1", 100).subscribe(OWN, 0);
        await().until(() -> line.deliveries.size() == 3);
        assertThat(line.deliveries).allMatch(each -> each.qos() == 0 && each.number() == 0);
        settled(0);
    }

    @Test
    void servesAThousandDevicesSideBySide() {
        int devices = 1_000;
        for (int d = 0; d < devices; d++) {
            kit.send("commands/m" + d + "/do", "before", 1);
        }
        await().untilAsserted(() -> assertThat(kit.room().tally.accepted.sum()).isEqualTo(devices));
        List<TestLine> lines = new ArrayList<>();
        for (int d = 0; d < devices; d++) {
            lines.add(kit.line("m" + d, 5).acknowledging().subscribe("commands/m" + d + "/#", 1));
        }
        for (int round = 0; round < 3; round++) {
            for (int d = 0; d < devices; d++) {
                kit.send("commands/m" + d + "/do", Integer.toString(round), 1);
            }
        }
        // one wait for all: each looks only every 100 ms
        await().until(() -> lines.stream().allMatch(line -> line.deliveries.size() == 4));
        for (TestLine line : lines) {
            assertThat(line.bodies()).containsExactly("before", "0", "1", "2");
        }
        settled(0);
        assertThat(kit.room().boxes.size()).isEqualTo(devices);
        lines.forEach(line -> line.line.close());
        await().until(() -> kit.room().boxes.size() == 0);
    }

    @Test
    void takesAcknowledgementsFromTheLineThatLostTheCommandsToAnother() {
        TestLine old = kit.line("d1", 10).subscribe(OWN, 1);
        kit.sendMany(TOPIC, 0, 2);
        await().until(() -> old.deliveries.size() == 2);
        TestLine recent = kit.line("d1", 10).subscribe(OWN, 1);
        await().until(() -> recent.deliveries.size() == 2);
        assertThat(recent.deliveries).allMatch(Delivery::again);
        old.line.acknowledge(old.deliveries.get(0).number()).toCompletableFuture().join();
        recent.line.acknowledge(recent.deliveries.get(0).number()).toCompletableFuture().join();
        recent.line.acknowledge(recent.deliveries.get(1).number()).toCompletableFuture().join();
        recent.line.acknowledge(4711).toCompletableFuture().join();
        settled(0);
    }

    @Test
    void givesNothingAnyMoreByALineThatIsClosed() {
        TestLine line = kit.line("d1", 10).subscribe(OWN, 1);
        line.line.close();
        line.line.close();
        kit.sendMany(TOPIC, 0, 2);
        settled(2);
        assertThat(line.deliveries).isEmpty();
        assertThat(line.line.subscribe(OWN, 1).toCompletableFuture()).isCompletedExceptionally();
    }
}
