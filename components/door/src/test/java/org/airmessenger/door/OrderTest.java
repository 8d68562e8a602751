/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.Ticket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class OrderTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void startsTheNextOnlyWhenTheOneBeforeHoldsItsPlace() throws Exception {
        Order order = new Order(threads);
        BlockingQueue<Ticket> started = new LinkedBlockingQueue<>();
        order.add(started::add);
        order.add(started::add);
        Ticket first = started.poll(30, TimeUnit.SECONDS);
        assertThat(first).isNotNull();
        assertThat(order.size()).isEqualTo(2);
        assertThat(started).isEmpty();
        first.placed();
        Ticket second = started.poll(30, TimeUnit.SECONDS);
        assertThat(second).isNotNull();
        // a message that was placed ends later: that is no second turn
        first.placed();
        assertThat(order.size()).isEqualTo(1);
    }

    @Test
    void keepsTheOrderOfManyThatEndOnOtherThreads() throws Exception {
        int messages = 20_000;
        Order order = new Order(threads);
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < messages; i++) {
            int number = i;
            order.add(
                    ticket -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        seen.add(number);
                        if (number % 3 == 0) {
                            atOnce.decrementAndGet();
                            ticket.placed();
                        } else {
                            threads.execute(
                                    () -> {
                                        atOnce.decrementAndGet();
                                        ticket.placed();
                                    });
                        }
                    });
        }
        order.end();
        order.drained().get(60, TimeUnit.SECONDS);
        assertThat(seen).hasSize(messages).isSorted();
        assertThat(most).hasValue(1);
    }

    @Test
    void aBusyOneLeavesItsThreadToOthers() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch other = new CountDownLatch(1);
            AtomicInteger left = new AtomicInteger(1_000_000);
            Order busy = new Order(one);
            Order.Step[] again = new Order.Step[1];
            again[0] =
                    ticket -> {
                        if (other.getCount() > 0 && left.decrementAndGet() > 0) {
                            busy.add(again[0]);
                        }
                        ticket.placed();
                    };
            busy.add(again[0]);
            Order calm = new Order(one);
            calm.add(
                    ticket -> {
                        other.countDown();
                        ticket.placed();
                    });
            assertThat(other.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(left.get()).isPositive();
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void followsTheOlderConnectionOfItsDevice() throws Exception {
        Order older = new Order(threads);
        BlockingQueue<Ticket> held = new LinkedBlockingQueue<>();
        older.add(held::add);
        Ticket last = held.poll(30, TimeUnit.SECONDS);
        Order newer = new Order(threads);
        newer.follow(older);
        BlockingQueue<Ticket> started = new LinkedBlockingQueue<>();
        newer.add(started::add);
        older.end();
        assertThat(older.drained()).isNotDone();
        assertThat(started).isEmpty();
        last.placed();
        older.drained().get(30, TimeUnit.SECONDS);
        assertThat(started.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void followsTheOldestConnectionThoughTheOneBetweenSentNothing() throws Exception {
        Order oldest = new Order(threads);
        BlockingQueue<Ticket> held = new LinkedBlockingQueue<>();
        oldest.add(held::add);
        Ticket last = held.poll(30, TimeUnit.SECONDS);
        Order between = new Order(threads);
        between.follow(oldest);
        oldest.end();
        Order newest = new Order(threads);
        newest.follow(between);
        BlockingQueue<Ticket> started = new LinkedBlockingQueue<>();
        newest.add(started::add);
        between.end();
        assertThat(between.drained()).isNotDone();
        assertThat(started).isEmpty();
        last.placed();
        assertThat(started.poll(30, TimeUnit.SECONDS)).isNotNull();
        between.drained().get(30, TimeUnit.SECONDS);
    }

    @Test
    void followsAllThatWaitInOthersAndNotWhatComesLater() throws Exception {
        Order one = new Order(threads);
        Order two = new Order(threads);
        BlockingQueue<Ticket> ofOne = new LinkedBlockingQueue<>();
        BlockingQueue<Ticket> ofTwo = new LinkedBlockingQueue<>();
        one.add(ofOne::add);
        two.add(ofTwo::add);
        Ticket first = ofOne.poll(30, TimeUnit.SECONDS);
        Ticket second = ofTwo.poll(30, TimeUnit.SECONDS);
        Order newer = new Order(threads);
        newer.follow(List.of(one, two, new Order(threads)));
        BlockingQueue<Ticket> started = new LinkedBlockingQueue<>();
        newer.add(started::add);
        // the others go on: what they take from now on is not waited for
        BlockingQueue<Ticket> later = new LinkedBlockingQueue<>();
        one.add(later::add);
        first.placed();
        assertThat(later.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(started).isEmpty();
        second.placed();
        assertThat(started.poll(30, TimeUnit.SECONDS)).isNotNull();
        assertThat(one.size()).isEqualTo(1);
    }

    @Test
    void followsNobodyWhoHasNothing() throws Exception {
        Order newer = new Order(threads);
        newer.follow(List.of(new Order(threads), new Order(threads)));
        BlockingQueue<Ticket> started = new LinkedBlockingQueue<>();
        newer.add(started::add);
        assertThat(started.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
}
