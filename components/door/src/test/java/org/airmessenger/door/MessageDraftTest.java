/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class MessageDraftTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Identity DEVICE = new Identity("thermo-1", "plant-a", "sensor", "http");

    private final MessageDraft draft =
            new MessageDraft(DEVICE, NOW).topic("sensors/thermo-1/t").qos(2);

    @Test
    void carriesTheProvenIdentityAndAnIdOfItsOwn() {
        assertThat(draft.isIdGiven()).isFalse();
        Map<String, Object> headers = draft.headers();
        assertThat(headers)
                .containsEntry(AirHeaders.DEVICE, "thermo-1")
                .containsEntry(AirHeaders.TENANT, "plant-a")
                .containsEntry(AirHeaders.DOOR, "http")
                .containsEntry(AirHeaders.QOS, 1)
                .containsEntry(AirHeaders.TIME, NOW);
        assertThat(headers.get(AirHeaders.ID)).asString().hasSize(36);
    }

    @Test
    void takesEveryNameOfTheTableOnce() {
        draft.id("air-id", "m-1");
        draft.priority("air-priority", "9");
        draft.expiresIn("expires", "60");
        draft.contentType("type", "application/json");
        draft.contentEncoding("encoding", "gzip");
        draft.keyId("key", "k1");
        draft.trace("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        draft.replyTo("reply", "sensors/thermo-1/answers");
        draft.correlation(new byte[] {1, 2});
        draft.user("unit", "celsius");
        assertThat(draft.isIdGiven()).isTrue();
        assertThat(draft.headers())
                .containsEntry(AirHeaders.ID, "m-1")
                .containsEntry(AirHeaders.PRIORITY, 9)
                .containsEntry(AirHeaders.EXPIRY, NOW + 60_000)
                .containsEntry(AirHeaders.CONTENT_ENCODING, "gzip")
                .containsEntry(AirHeaders.KEY_ID, "k1")
                .containsEntry(AirHeaders.REPLY_TO, "sensors/thermo-1/answers")
                .containsEntry("AirUser.unit", "celsius");
        refused(() -> draft.id("air-id", "m-2"), "AIR-1021", "must come once");
    }

    @Test
    void keepsOutWhatLooksLikeOurs() {
        for (String name : List.of("AirDevice", "airdevice", "CamelFileName", "cAmElHttpUri", "")) {
            draft.user(name, "x");
        }
        assertThat(draft.headers().keySet()).allMatch(name -> AirHeaders.ALL.contains(name));
        assertThat(draft.headers()).containsEntry(AirHeaders.DEVICE, "thermo-1");
    }

    @Test
    void refusesWhatIsNotWhatItMustBe() {
        refused(() -> draft.id("air-id", ""), "1-128 visible ASCII");
        refused(() -> draft.id("air-id", "a b"), "1-128 visible ASCII");
        refused(() -> draft.id("air-id", "x".repeat(129)), "1-128 visible ASCII");
        refused(() -> draft.priority("p", "10"), "p must be 0-9 but was \"10\"");
        refused(() -> draft.priority("p", "x"), "0-9");
        refused(() -> draft.expiresIn("e", "-1"), "0-4294967295");
        refused(() -> draft.expiresIn("e", "4294967296"), "0-4294967295");
        refused(() -> draft.expiresIn("e", "99999999999999999999"), "0-4294967295");
        refused(() -> draft.contentType("type", "a\nb"), "control characters");
        refused(() -> draft.trace("traceparent", "00-abc"), "follow W3C");
        refused(() -> draft.replyTo("reply", "a/#"), "wildcard");
        refused(() -> draft.replyTo("reply", "lane.cloud.urgent"), "belong to the gateway");
    }

    @Test
    void boundsWhatAMessageCarriesBesideItsBody() {
        for (int i = 0; i < MessageDraft.MAX_USER; i++) {
            draft.user("name-" + i, "value");
        }
        assertThatThrownBy(() -> draft.user("one-more", "value"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal()).isEqualTo(Refusal.TOO_LARGE))
                .hasMessageStartingWith("AIR-1019");
        MessageDraft large = new MessageDraft(DEVICE, NOW);
        assertThatThrownBy(() -> large.correlation(new byte[MessageDraft.MAX_SIZE + 1]))
                .hasMessageStartingWith("AIR-1019");
    }

    @Test
    void knowsTheTopicsThatAreTheGateways() {
        for (String topic : List.of("lane.cloud.urgent", "$SYS/x", "a::b", "a/+", "")) {
            assertThat(MessageDraft.problemOfTopic(topic)).as(topic).isNotNull();
        }
        assertThat(MessageDraft.problemOfTopic("sensors/thermo-1/t")).isNull();
    }

    private static void refused(ThrowingCallable call, String... texts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal()).isEqualTo(Refusal.MALFORMED))
                .hasMessageContainingAll(texts);
    }
}
