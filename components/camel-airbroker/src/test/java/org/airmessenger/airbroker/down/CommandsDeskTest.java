/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Commands.Command;
import org.airmessenger.message.Commands.Outcome;
import org.airmessenger.message.Commands.State;
import org.airmessenger.message.Downlink.Delivery;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What the operator sends and sees. */
class CommandsDeskTest {

    private static final String TOPIC = "commands/d1/do";
    private static final byte[] CORRELATION = {7};

    @TempDir Path directory;
    private DownKit kit;
    private Commands commands;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @BeforeEach
    void open() throws Exception {
        kit = DownKit.open(directory);
        commands = kit.context.getRegistry().lookupByNameAndType(Commands.BEAN, Commands.class);
    }

    @AfterEach
    void close() {
        kit.close();
    }

    private CompletableFuture<Outcome> send(long delivery, long answer) {
        Map<String, Object> headers =
                Map.of(
                        AirHeaders.REPLY_TO, "replies/d1/x",
                        AirHeaders.CORRELATION, CORRELATION,
                        AirHeaders.CONTENT_TYPE, "text/plain");
        return commands.send(
                        new Command("d1", TOPIC, 1, headers, "on".getBytes(StandardCharsets.UTF_8)),
                        delivery,
                        answer)
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS);
    }

    private void reply(String device, String body, byte[] correlation) {
        kit.send(
                "replies/d1/x",
                body,
                1,
                Map.of(AirHeaders.DEVICE, device, AirHeaders.CORRELATION, correlation));
    }

    @Test
    void saysThatACommandWaitsForADeviceThatIsAway() {
        kit.sendMany(TOPIC, 0, 2);
        Outcome outcome = send(60_000, 0).join();
        assertThat(outcome.state()).isEqualTo(State.WAITING);
        assertThat(outcome.here()).isEmpty();
        assertThat(outcome.waiting()).isEqualTo(3);
        TestLine line = kit.line("d1", 10).acknowledging().subscribe("commands/d1/#", 1);
        await().until(() -> line.deliveries.size() == 3);
        Delivery last = line.deliveries.get(2);
        assertThat(last.headers())
                .containsEntry(AirHeaders.ID, outcome.id())
                .containsEntry(AirHeaders.CONTENT_TYPE, "text/plain")
                .containsEntry(AirHeaders.REPLY_TO, "replies/d1/x")
                .containsEntry(AirHeaders.DOOR, "operator");
    }

    @Test
    void saysThatADeviceHasACommandOnlyWhenItAcknowledgedIt() {
        TestLine line = kit.line("d1", 1).subscribe("commands/d1/#", 1);
        assertThat(send(1, 0).join().state()).isIn(State.GIVEN, State.WAITING);
        await().until(() -> line.deliveries.size() == 1);
        line.line.acknowledge(line.deliveries.get(0).number());
        line.acknowledges = true;
        line.line.request(1);
        Outcome outcome = send(60_000, 0).join();
        assertThat(outcome.state()).isEqualTo(State.DELIVERED);
        assertThat(outcome.here()).isEqualTo("test");
    }

    @Test
    void saysThatACommandWasGivenButNotAcknowledged() {
        TestLine line = kit.line("d1", 10).subscribe("commands/d1/#", 1);
        CompletableFuture<Outcome> sent = send(3_000, 0);
        await().until(() -> line.deliveries.size() == 1);
        assertThat(sent.join().state()).isEqualTo(State.GIVEN);
    }

    @Test
    void waitsForTheAnswerOfTheDeviceAlone() {
        TestLine line = kit.line("d1", 10).acknowledging().subscribe("commands/d1/#", 1);
        CompletableFuture<Outcome> sent = send(60_000, 60_000);
        await().until(() -> line.deliveries.size() == 1);
        reply("d2", "forged", CORRELATION);
        reply("d1", "other", new byte[] {8});
        reply("d1", "done", CORRELATION);
        Outcome outcome = sent.join();
        assertThat(new String(outcome.answer().body(), StandardCharsets.UTF_8)).isEqualTo("done");
        assertThat(outcome.answer().headers()).containsEntry(AirHeaders.DEVICE, "d1");
        assertThat(outcome.state()).isEqualTo(State.DELIVERED);
    }

    @Test
    void tellsTheDeviceThatNobodyWaitsForAnAnswerAnyMore() {
        kit.line("d1", 10).acknowledging().subscribe("commands/d1/#", 1);
        Outcome outcome = send(60_000, 1).join();
        assertThat(outcome.answer()).isNull();
        assertThat(outcome.state()).isEqualTo(State.DELIVERED);
        assertThatThrownBy(() -> kit.send("replies/d1/x", "late", 1).join())
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_RECEIVER));
    }

    @Test
    void showsWhatWaitsAndPurgesItCounted() {
        kit.sendMany(TOPIC, 0, 3);
        kit.sendMany("commands/d2/do", 3, 4);
        await().until(() -> kit.room().shelf.size() == 4);
        assertThat(commands.boxes(null, 10))
                .extracting(Commands.Box::device)
                .containsExactly("d1", "d2");
        assertThat(commands.boxes("d1", 10)).extracting(Commands.Box::waiting).containsExactly(1L);
        assertThat(commands.boxes(null, 1)).hasSize(1);
        assertThat(commands.box("d3").waiting()).isZero();
        List<Commands.Waiting> waiting = commands.waiting("d1", 2).toCompletableFuture().join();
        assertThat(waiting)
                .hasSize(2)
                .allMatch(each -> each.topic().equals(TOPIC) && each.bytes() == 1);
        assertThat(commands.purge("d1").toCompletableFuture().join()).isEqualTo(3);
        assertThat(commands.purge("d1").toCompletableFuture().join()).isZero();
        await().untilAsserted(() -> assertThat(commands.account().waiting()).isEqualTo(1));
        assertThat(commands.account().dropped()).containsEntry("purged", 3L);
        assertThat(commands.account().difference()).isZero();
        assertThat(commands.summary().waiting()).isEqualTo(1);
    }

    @Test
    void saysWhyACommandIsNotKept() {
        kit.identities.remove("d1");
        assertThatThrownBy(() -> send(1, 0).join())
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_RECEIVER));
    }
}
