/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.SendAttributes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Lines that break anywhere, acceptors that crash, refusals and delays: nothing that was
 * acknowledged is missing, nothing is there twice. Exhaustive where it is small, else by chance,
 * from a seed that the failure names.
 */
class BrokenLineTest {

    /** Breaks the line after every single byte that either end may have received. */
    @Test
    void survivesACutAfterEachByte() {
        int whole = script(new Pair(), Integer.MAX_VALUE);
        assertThat(whole).isGreaterThan(150);
        for (int cut = 0; cut <= whole; cut++) {
            Pair pair = new Pair();
            script(pair, cut);
            finish(pair);
            assertThat(pair.gateway.store.values())
                    .as("cut after %d bytes", cut)
                    .containsExactlyInAnyOrder("a1", "a2", "b1", "a3", "b2");
            assertThat(pair.gateway.duplicates).as("cut after %d bytes", cut).isZero();
            assertThat(pair.device.outcomes).as("cut after %d bytes", cut).hasSize(6);
            assertThat(pair.device.outcomes.get("x1")).isInstanceOf(Outgoing.Outcome.Refused.class);
            assertThat(pair.device.received)
                    .as("cut after %d bytes", cut)
                    .containsExactlyInAnyOrder("c1", "c2");
        }
    }

    /** A conversation of everything; the line breaks after so many bytes. Returns how many went. */
    private static int script(Pair pair, int cut) {
        Gateway gateway = pair.gateway;
        pair.connect();
        for (String text : List.of("a1", "a2", "b1", "a3", "x1", "b2")) {
            pair.device.publish(text);
        }
        gateway.send("c1");
        gateway.send("c2");
        int left = cut;
        for (int round = 0; round < 40 && left > 0; round++) {
            pair.flush();
            int up = Math.min(left, pair.device.line.onTheWay());
            pair.device.line.deliver(up, gateway.connection, pair.now);
            left -= up;
            work(gateway, round);
            pair.flush();
            int down = Math.min(left, gateway.line.onTheWay());
            gateway.line.deliver(down, pair.device.connection, pair.now);
            left -= down;
            pair.pass(100);
        }
        return cut - left;
    }

    /** The gateway stores the younger first, refuses now and then, and x for good. */
    private static void work(Gateway gateway, int round) {
        if (gateway.underWay.isEmpty()) {
            return;
        }
        int last = gateway.underWay.size() - 1;
        String text = new String(gateway.underWay.get(last).payload());
        if (text.startsWith("x")) {
            gateway.refuse(last, Code.NOT_ALLOWED, 0);
        } else if (round % 3 == 1) {
            gateway.refuse(last, Code.STORE_FULL, 150);
        } else {
            gateway.store(last);
        }
    }

    private static void finish(Pair pair) {
        pair.reconnect();
        for (int round = 0; round < 60; round++) {
            work(pair.gateway, round);
            pair.settle();
            pair.pass(100);
            pair.settle();
        }
    }

    @Test
    void survivesAnythingByChance() {
        survive(0, 400);
    }

    @Test
    @Tag("long")
    void survivesAnythingByChanceForLong() {
        survive(400, 40_400);
    }

    private static void survive(long from, long to) {
        int resumed = 0;
        int crashes = 0;
        int duplicates = 0;
        for (long seed = from; seed < to; seed++) {
            Chaos chaos = new Chaos(seed);
            chaos.run();
            resumed += chaos.pair.device.resumed;
            crashes += chaos.crashes;
            duplicates += chaos.pair.gateway.duplicates;
        }
        assertThat(resumed).as("sessions went on").isGreaterThan(200);
        assertThat(crashes).as("gateways crashed").isGreaterThan(100);
        assertThat(duplicates).as("a crash made some come again").isPositive();
    }

    @Test
    void survivesAHundredReconnectsUnderLoad() {
        SplittableRandom random = new SplittableRandom(100);
        Pair pair = new Pair().connected();
        int published = 0;
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 20; j++) {
                pair.device.publish("m" + published++);
            }
            pair.flush();
            pair.device.line.deliver(
                    random.nextInt(pair.device.line.onTheWay() + 1),
                    pair.gateway.connection,
                    pair.now);
            while (!pair.gateway.underWay.isEmpty() && random.nextInt(4) > 0) {
                pair.gateway.store(random.nextInt(pair.gateway.underWay.size()));
            }
            pair.flush();
            pair.gateway.line.deliver(
                    random.nextInt(pair.gateway.line.onTheWay() + 1),
                    pair.device.connection,
                    pair.now);
            pair.reconnect();
        }
        while (pair.device.session.outstanding() > 0) {
            pair.gateway.storeAll();
            pair.settle();
        }
        assertThat(pair.device.resumed).isEqualTo(100);
        assertThat(pair.gateway.store).hasSize(published);
        assertThat(pair.device.outcomes).hasSize(published);
        assertThat(pair.gateway.duplicates).isZero();
    }

    /** One run of a device and a gateway that lives badly. */
    private static final class Chaos {

        private final SplittableRandom random;
        private final Pair pair;
        private final Set<String> published = new HashSet<>();
        private final Set<String> sent = new HashSet<>();
        private final long seed;
        private int crashes;
        private int number;

        Chaos(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            boolean batches = random.nextBoolean();
            int window = random.nextInt(1, 20);
            int credit = random.nextInt(1, 30);
            boolean wide = random.nextBoolean();
            Limits limits =
                    new Limits(
                            4096,
                            window,
                            random.nextInt(3),
                            credit,
                            4096L * credit,
                            3600,
                            batches ? 4096 : 0,
                            random.nextBoolean(),
                            List.of(),
                            wide,
                            null);
            this.pair = new Pair(limits, limits);
        }

        void run() {
            pair.connect();
            for (int step = 0; step < 300; step++) {
                step();
                check();
            }
            calm();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1 -> publish();
                case 2, 3 -> part(pair.device.line, pair.gateway.connection);
                case 4, 5 -> part(pair.gateway.line, pair.device.connection);
                case 6, 7 -> work();
                case 8 -> pair.pass(random.nextInt(300));
                case 9 -> {
                    String text = "c" + number++;
                    sent.add(text);
                    pair.gateway.send(text);
                }
                default -> disturb();
            }
            pair.flush();
        }

        private boolean mayCrash() {
            return seed % 2 == 0;
        }

        private void publish() {
            String text = (random.nextInt(4) == 0 ? "u" : "n") + number++;
            Attributes attributes =
                    text.startsWith("u")
                            ? Attributes.builder().with(SendAttributes.PRIORITY, 9L).build()
                            : Attributes.NONE;
            published.add(text);
            pair.device.publish(
                    text,
                    attributes,
                    random.nextInt(10) == 0 ? pair.now + random.nextInt(2000) : Outgoing.NEVER);
        }

        private void part(Line line, Connection to) {
            line.deliver(random.nextInt(line.onTheWay() + 1), to, pair.now);
        }

        private void work() {
            Gateway gateway = pair.gateway;
            if (gateway.underWay.isEmpty()) {
                return;
            }
            int index = random.nextInt(gateway.underWay.size());
            boolean isKnown = gateway.store.containsKey(gateway.underWay.get(index).id());
            switch (isKnown ? 5 : random.nextInt(6)) {
                case 0 -> gateway.refuse(index, Code.STORE_FULL, random.nextInt(500));
                case 1 -> gateway.refuse(index, Code.NOT_ALLOWED, 0);
                case 2 -> gateway.refuse(index, Code.UNKNOWN_ALIAS, 0);
                default -> gateway.store(index);
            }
        }

        private void disturb() {
            if (random.nextInt(4) > 0) {
                return;
            }
            if (mayCrash() && random.nextInt(3) == 0) {
                pair.gateway.crash();
                crashes++;
            }
            pair.cut();
            pair.now += random.nextInt(1000);
            pair.connect();
        }

        private void check() {
            for (Closing closing : pair.device.closings) {
                assertThat(closing.code()).as("seed %d: %s", seed, closing).isEqualTo(-1);
            }
            for (Closing closing : pair.gateway.closings) {
                assertThat(closing.code()).as("seed %d: %s", seed, closing).isEqualTo(-1);
            }
        }

        /** Everything comes to rest, and then the books are compared. */
        private void calm() {
            pair.reconnect();
            for (int i = 0; i < 1000 && pair.device.session.outstanding() > 0; i++) {
                pair.gateway.storeAll();
                pair.settle();
                pair.pass(200);
                pair.settle();
            }
            check();
            assertThat(pair.device.session.outstanding()).as("seed %d", seed).isZero();
            assertThat(pair.device.outcomes.keySet()).as("seed %d", seed).isEqualTo(published);
            List<String> stored = new ArrayList<>(pair.gateway.store.values());
            assertThat(stored).as("seed %d: stored twice", seed).doesNotHaveDuplicates();
            pair.device.outcomes.forEach(
                    (text, outcome) -> {
                        if (outcome instanceof Outgoing.Outcome.Delivered) {
                            assertThat(stored).as("seed %d: lost", seed).contains(text);
                        } else if (outcome instanceof Outgoing.Outcome.Refused) {
                            assertThat(stored).as("seed %d: refused", seed).doesNotContain(text);
                        }
                    });
            if (crashes == 0) {
                assertThat(pair.gateway.duplicates).as("seed %d", seed).isZero();
            }
            assertThat(pair.device.received).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(new HashSet<>(pair.device.received)).as("seed %d", seed).isEqualTo(sent);
        }
    }
}
