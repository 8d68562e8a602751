/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.AirHeaders;
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
import java.util.concurrent.CompletionException;

/** Subscriptions of lines to what is nobody's own. */
class PlainSubscriptionTest {

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

    private static void assertRefused(TestLine line, String filter, Refusal refusal) {
        assertThatThrownBy(() -> line.subscribe(filter, 1))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
    }

    @Test
    void getsWhatIsPublishedWhileTheLineIsOpen() {
        TestLine line = kit.line("d1", 100).acknowledging().subscribe("news/+", 1);
        List<String> sent = kit.sendMany("news/a", 0, 50);
        await().until(() -> line.deliveries.size() == 50);
        assertThat(line.bodies()).isEqualTo(sent);
        assertThat(line.deliveries).allMatch(each -> each.filter().equals("news/+"));
        assertThat(line.numbers()).isSorted().doesNotHaveDuplicates();
        assertThat(line.overlapped).isFalse();
    }

    @Test
    void losesNothingInTranslation() {
        TestLine line = kit.line("d1", 100).subscribe("news/#", 1).subscribe("commands/d1/#", 1);
        long expiry = System.currentTimeMillis() + 1_000_000;
        Map<String, Object> headers =
                Map.of(
                        AirHeaders.ID,
                        "given-id",
                        AirHeaders.PRIORITY,
                        8,
                        AirHeaders.EXPIRY,
                        expiry,
                        AirHeaders.CONTENT_TYPE,
                        "application/json",
                        AirHeaders.CONTENT_ENCODING,
                        "gzip",
                        AirHeaders.KEY_ID,
                        "key-1",
                        AirHeaders.TRACE,
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        AirHeaders.REPLY_TO,
                        "replies/x",
                        AirHeaders.CORRELATION,
                        new byte[] {0, 1, -1},
                        AirHeaders.USER_PREFIX + "name",
                        "value");
        kit.send("news/a", "{}", 1, headers).join();
        kit.send("commands/d1/a", "{}", 1, headers).join();
        await().until(() -> line.deliveries.size() == 2);
        for (var each : line.deliveries) {
            assertThat(each.headers()).containsAllEntriesOf(headers);
            assertThat(each.headers()).containsEntry(AirHeaders.DEVICE, "sender");
            assertThat(each.headers()).containsKeys(AirHeaders.TOPIC, AirHeaders.TIME);
            assertThat(new String(each.body(), StandardCharsets.UTF_8)).isEqualTo("{}");
        }
    }

    @Test
    void givesNoMoreThanIsAskedForAndGoesOnWhenMoreIs() {
        TestLine line = kit.line("d1", 2).subscribe("news/#", 1);
        kit.sendMany("news/a", 0, 5);
        await().until(() -> line.deliveries.size() == 2);
        line.line.request(1);
        await().until(() -> line.deliveries.size() == 3);
        line.line.request(10);
        await().until(() -> line.deliveries.size() == 5);
        assertThat(line.bodies()).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    void sharesAGroupsMessagesAndPassesOnWhatAMemberLeft() {
        TestLine one = kit.line("d1", 1).subscribe("$share/g/jobs/#", 1);
        TestLine two = kit.line("d2", 100).acknowledging().subscribe("$share/g/jobs/#", 1);
        List<String> sent = kit.sendMany("jobs/a", 0, 20);
        await().until(() -> one.deliveries.size() + two.deliveries.size() == 20);
        assertThat(one.deliveries).hasSizeLessThanOrEqualTo(1);
        one.line.close();
        await().untilAsserted(
                        () -> assertThat(two.bodies()).containsExactlyInAnyOrderElementsOf(sent));
    }

    @Test
    void leavesNothingBehindWhenTheLineCloses() {
        TestLine line = kit.line("d1", 1).subscribe("news/#", 1).subscribe("$share/g/jobs/#", 1);
        kit.sendMany("news/a", 0, 5);
        line.line.close();
        await().until(
                        () ->
                                kit.room()
                                        .server
                                        .getPostOffice()
                                        .getAllBindings()
                                        .noneMatch(
                                                binding ->
                                                        binding.getUniqueName()
                                                                        .toString()
                                                                        .contains("line")
                                                                || binding.getUniqueName()
                                                                        .toString()
                                                                        .contains("jobs")));
    }

    @Test
    void refusesWhatThePolicyDoesNotAllowAndWhatBelongsToTheGateway() {
        TestLine line = kit.line("d1", 1);
        assertRefused(line, "secret/#", Refusal.NOT_ALLOWED);
        assertRefused(line, "$share/g/secret/#", Refusal.NOT_ALLOWED);
        assertRefused(line, "$SYS/#", Refusal.NOT_ALLOWED);
        assertRefused(line, "lane.cloud.normal", Refusal.NOT_ALLOWED);
        assertRefused(line, "a::b", Refusal.NOT_ALLOWED);
        assertRefused(line, "a/#/b", Refusal.MALFORMED);
        assertRefused(line, "$share//b", Refusal.MALFORMED);
    }

    @Test
    void refusesMoreFiltersThanALineMayHave() {
        TestLine line = kit.line("d1", 1);
        for (int i = 0; i < 50; i++) {
            line.subscribe("commands/d1/" + i, 1);
            line.subscribe("news/" + i, 1);
        }
        assertRefused(line, "news/more", Refusal.OVER_RATE);
        assertRefused(line, "commands/d1/more", Refusal.OVER_RATE);
        line.subscribe("news/1", 0);
    }

    @Test
    void endsALineThatFallsTooFarBehind() {
        TestLine slow = kit.line("d1", 1).subscribe("news/#", 1);
        TestLine quick = kit.line("d2", 100).acknowledging().subscribe("news/#", 1);
        for (int i = 0; i < 11; i++) {
            kit.sendMany("news/a", i * 1000, (i + 1) * 1000);
        }
        await().until(() -> slow.ended != null);
        assertThat(slow.ended).contains("behind");
        await().until(() -> quick.deliveries.size() == 11_000);
        assertThat(quick.ended).isNull();
    }

    @Test
    void endsTheLinesOfARevokedDevice() {
        TestLine line = kit.line("d1", 1).subscribe("news/#", 1).subscribe("commands/d1/#", 1);
        TestLine other = kit.line("d2", 1).subscribe("news/#", 1);
        kit.identities.remove("d1");
        await().until(() -> "revoked".equals(line.ended));
        assertThat(other.ended).isNull();
    }

    @Test
    void startsWithNothingThatALeadingWildcardMustNotSee() {
        TestLine line = kit.line("d1", 100).acknowledging().subscribe("#", 1);
        kit.send("commands/d2/a", "own", 1).join();
        kit.send("news/a", "plain", 1).join();
        await().until(() -> line.deliveries.size() == 2);
        assertThat(line.deliveries)
                .allMatch(each -> !each.headers().get(AirHeaders.TOPIC).toString().startsWith("$"));
    }
}
