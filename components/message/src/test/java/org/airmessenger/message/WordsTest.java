/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class WordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "+", "#", "a b", "ä", "a\u0000", "$share"})
    void refusesDeviceIdsThatCouldBeMistaken(String id) {
        assertThatThrownBy(() -> new Identity(id, null, "sensor", "mqtt"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device id must match");
    }

    @Test
    void limitsTheLengthOfDeviceIds() {
        assertThat(DeviceIds.isValid("a".repeat(128))).isTrue();
        assertThat(DeviceIds.isValid("a".repeat(129))).isFalse();
        assertThat(DeviceIds.isValid(null)).isFalse();
    }

    @Test
    void putsEachPriorityIntoItsClass() {
        assertThat(LaneClass.of(9)).isEqualTo(LaneClass.URGENT);
        assertThat(LaneClass.of(7)).isEqualTo(LaneClass.URGENT);
        assertThat(LaneClass.of(6)).isEqualTo(LaneClass.NORMAL);
        assertThat(LaneClass.of(3)).isEqualTo(LaneClass.NORMAL);
        assertThat(LaneClass.of(2)).isEqualTo(LaneClass.BULK);
        assertThat(LaneClass.of(0)).isEqualTo(LaneClass.BULK);
        assertThatThrownBy(() -> LaneClass.of(10)).hasMessageContaining("0–9 but was 10");
        assertThatThrownBy(() -> LaneClass.of(-1)).hasMessageContaining("but was -1");
    }

    @Test
    void givesIdsThatSortByTimeAndDoNotRepeat() {
        String early = Ids.next(1_000_000L);
        String late = Ids.next(1_000_001L);
        assertThat(early).isLessThan(late);
        UUID id = UUID.fromString(early);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(1_000_000L);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(Ids.next(5))).isTrue();
        }
    }

    @Test
    void quotesHostileTextOnOneShortLine() {
        assertThat(Quoted.of("a\"b\n\u001b[31m")).isEqualTo("\"a\\\"b\\u000a\\u001b[31m\"");
        assertThat(Quoted.of("x".repeat(1000))).hasSize(83).endsWith("…\"");
        assertThat(Quoted.of(null)).isEqualTo("nothing");
    }

    @Test
    void aRevocationEndsWhatItNamesAndNothingElse() {
        Proof proof = new Proof("t1", "k1", Proof.FOREVER, List.of());
        Identity token = new Identity("a", null, "sensor", "mqtt", proof);
        Identity certificate = new Identity("a", null, "sensor", "mqtt");
        assertThat(Revocation.ofDevice("a").ends(token)).isTrue();
        assertThat(Revocation.ofDevice("a").ends(certificate)).isTrue();
        assertThat(Revocation.ofDevice("b").ends(token)).isFalse();
        assertThat(Revocation.ofProof("t1").ends(token)).isTrue();
        assertThat(Revocation.ofProof("t2").ends(token)).isFalse();
        assertThat(Revocation.ofProof("t1").ends(certificate)).isFalse();
        assertThat(Revocation.ofKey("k1").ends(token)).isTrue();
        assertThat(Revocation.ofKey("k2").ends(token)).isFalse();
        assertThat(Revocation.ofKey("k1").ends(certificate)).isFalse();
        assertThatThrownBy(() -> new Revocation(null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalsAreCheap() {
        RefusedException refused = new RefusedException(Refusal.OVER_RATE, "AIR-2004 …", 250);
        assertThat(refused.getStackTrace()).isEmpty();
        assertThat(refused.retryAfterMillis()).isEqualTo(250);
        DeliveryException partial = DeliveryException.refused("AIR-5004 …", Map.of("id-1", "bad"));
        assertThat(partial.getStackTrace()).isEmpty();
        assertThat(partial.isAway()).isFalse();
        assertThat(partial.refused()).containsEntry("id-1", "bad");
        assertThat(DeliveryException.away("AIR-5001 …", 5).isAway()).isTrue();
    }

    @Test
    void anAccountBalancesWhenNothingIsMissing() {
        Lanes.Account account =
                new Lanes.Account("cloud", 10, -1, 5, 1, 1, Map.of("expired", 1L), 1, 7, 3);
        assertThat(account.difference()).isZero();
        Lanes.Account short1 =
                new Lanes.Account("cloud", 10, 0, 5, 1, 1, Map.of("expired", 1L), 1, 7, 3);
        assertThat(short1.difference()).isEqualTo(1);
    }

    @Test
    void aPlanKeepsItsOwnCopy() {
        Plan plan = new Plan(List.of("cloud"), Set.of(), true, 8);
        assertThat(plan.laneClass()).isEqualTo(LaneClass.URGENT);
        assertThatThrownBy(() -> plan.destinations().add("x"))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
