/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Revocation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

class DoorsTest {

    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final Bans bans = new Bans(3, 10_000, 60_000, clock::get);
    private final Doors doors = new Doors(bans, null, timer);

    @AfterEach
    void endTimer() {
        timer.shutdownNow();
    }

    private static final class Wire implements LiveConnections.Connection {
        final Queue<String> ends = new ConcurrentLinkedQueue<>();

        @Override
        public void evict(String reason) {
            ends.add(reason);
        }
    }

    private static Identity device(String id, long until) {
        return new Identity(id, null, "sensor", "http", new Proof(null, null, until, List.of()));
    }

    @Test
    void whoIsRefusedTooOftenAtAnyDoorGoesFromEveryDoor() {
        LiveConnections<Wire> http = new LiveConnections<>(timer, clock::get);
        LiveConnections<Wire> mqtt = new LiveConnections<>(timer, clock::get);
        doors.join(http);
        doors.join(mqtt);
        Wire one = new Wire();
        Wire two = new Wire();
        Wire stranger = new Wire();
        http.add(device("thermo-1", Proof.FOREVER), one);
        mqtt.add(device("thermo-1", Proof.FOREVER), two);
        mqtt.add(device("thermo-2", Proof.FOREVER), stranger);
        doors.strike("thermo-1");
        doors.strike("thermo-1");
        assertThat(doors.isBanned("thermo-1")).isFalse();
        doors.strike("thermo-1");
        assertThat(doors.isBanned("thermo-1")).isTrue();
        assertThat(one.ends).containsExactly("banned");
        assertThat(two.ends).containsExactly("banned");
        assertThat(stranger.ends).isEmpty();
        clock.addAndGet(60_001);
        assertThat(doors.isBanned("thermo-1")).isFalse();
    }

    @Test
    void refusalsLongAgoDoNotCount() {
        doors.strike("thermo-1");
        doors.strike("thermo-1");
        clock.addAndGet(10_001);
        doors.strike("thermo-1");
        assertThat(doors.isBanned("thermo-1")).isFalse();
    }

    @Test
    void endsAConnectionWhenItsProofEnds() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        Wire short1 = new Wire();
        Wire forever = new Wire();
        live.add(device("thermo-1", clock.get() + 20), short1);
        live.add(device("thermo-1", Proof.FOREVER), forever);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(short1.ends).containsExactly("expired"));
        assertThat(forever.ends).isEmpty();
    }

    @Test
    void aClockThatIsSetForwardEndsWhatEndedMeanwhile() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get, () -> 0);
        Wire wire = new Wire();
        Wire later = new Wire();
        live.add(device("thermo-1", clock.get() + 3_600_000), wire);
        live.add(device("thermo-2", clock.get() + 7_200_001), later);
        clock.addAndGet(7_200_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(wire.ends).containsExactly("expired"));
        assertThat(later.ends).isEmpty();
    }

    @Test
    void aClockThatIsSetBackProlongsNothing() {
        AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get, nanos::get);
        Wire wire = new Wire();
        Wire later = new Wire();
        live.add(device("thermo-1", clock.get() + 1_000), wire);
        live.add(device("thermo-2", clock.get() + 1_001), later);
        clock.addAndGet(-86_400_000);
        nanos.addAndGet(1_000_000_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(wire.ends).containsExactly("expired"));
        assertThat(later.ends).isEmpty();
        assertThat(live.remove("thermo-2", later)).isTrue();
        assertThat(live.remove("thermo-1", wire)).isTrue();
    }

    @Test
    void endsThousandsOnceEachAndNoneThatLeft() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        List<Wire> all = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Wire wire = new Wire();
            all.add(wire);
            live.add(device("thermo-" + i, clock.get() + 10_000 + i % 7), wire);
            if (i % 3 == 0) {
                live.remove("thermo-" + i, wire);
            }
        }
        clock.addAndGet(20_000);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> all.stream().filter(wire -> !wire.ends.isEmpty()).count() == 3_333);
        for (int i = 0; i < 5_000; i++) {
            assertThat(all.get(i).ends).hasSize(i % 3 == 0 ? 0 : 1);
        }
    }

    @Test
    void aNewProofProlongsAConnection() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        Wire renewed = new Wire();
        Wire other = new Wire();
        live.add(device("thermo-1", clock.get() + 3_600_000), renewed);
        assertThat(live.add(device("thermo-1", Proof.FOREVER), renewed)).isEmpty();
        live.add(device("thermo-1", clock.get() - 1), other);
        await().atMost(Duration.ofSeconds(30)).until(() -> !other.ends.isEmpty());
        assertThat(renewed.ends).isEmpty();
    }

    @Test
    void aRevokedTokenEndsOnlyWhatItProved() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        doors.join(live);
        Wire token = new Wire();
        Wire certificate = new Wire();
        Proof proof = new Proof("token-7", "key-1", Proof.FOREVER, List.of());
        live.add(new Identity("thermo-1", null, "sensor", "http", proof), token);
        live.add(device("thermo-1", Proof.FOREVER), certificate);
        assertThat(doors.evict(Revocation.ofProof("token-7"), "revoked")).isOne();
        assertThat(doors.evict(Revocation.ofKey("key-2"), "revoked")).isZero();
        assertThat(token.ends).containsExactly("revoked");
        assertThat(certificate.ends).isEmpty();
    }

    @Test
    void tellsOfAnEvictionThatFoundNobody() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        int before = live.evictions();
        assertThat(live.evict(Revocation.ofDevice("thermo-1"), "revoked")).isZero();
        assertThat(live.evictions()).isNotEqualTo(before);
    }

    @Test
    void namesTheOlderConnectionsAndForgetsThoseThatLeft() {
        LiveConnections<Wire> live = new LiveConnections<>(timer, clock::get);
        Wire one = new Wire();
        Wire two = new Wire();
        assertThat(live.add(device("thermo-1", Proof.FOREVER), one)).isEmpty();
        assertThat(live.add(device("thermo-1", Proof.FOREVER), two)).containsExactly(one);
        assertThat(live.remove("thermo-1", one)).isTrue();
        assertThat(live.remove("thermo-1", one)).isFalse();
        assertThat(live.evict(Revocation.ofDevice("thermo-1"), "removed")).isOne();
        assertThat(one.ends).isEmpty();
        assertThat(two.ends).containsExactly("removed");
    }
}
