/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

class RetainedTopicsTest {

    private final Set<String> queues = new HashSet<>();
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final RetainedTopics topics = new RetainedTopics(2, queues::contains, clock::get);

    private boolean retain(String device, String topic) {
        if (!topics.begin(device, topic)) {
            return false;
        }
        queues.add(topic);
        topics.end(device, topic, true);
        return true;
    }

    @Test
    void countsAClearedTopicUntilItsQueueIsGone() {
        assertThat(retain("a", "1")).isTrue();
        assertThat(retain("a", "2")).isTrue();
        clock.addAndGet(60_000);
        assertThat(retain("a", "3")).isFalse();
        queues.remove("1");
        assertThat(retain("a", "3")).isTrue();
        assertThat(retain("a", "4")).isFalse();
        assertThat(topics.isKnown("1")).isFalse();
    }

    @Test
    void countsMessagesThatAreOnTheirWay() {
        assertThat(topics.begin("a", "1")).isTrue();
        assertThat(topics.begin("a", "2")).isTrue();
        assertThat(topics.begin("a", "3")).isFalse();
        assertThat(topics.begin("a", "2")).isTrue();
        topics.end("a", "2", false);
        assertThat(topics.begin("a", "3")).isFalse();
        topics.end("a", "2", false);
        assertThat(topics.begin("a", "3")).isTrue();
    }

    @Test
    void countsWhatTheBrokerWasJustGiven() {
        topics.begin("a", "1");
        topics.begin("a", "2");
        topics.end("a", "1", true);
        topics.end("a", "2", true);
        // the broker has not made the queues yet
        assertThat(topics.begin("a", "3")).isFalse();
        clock.addAndGet(60_000);
        assertThat(topics.begin("a", "3")).isTrue();
    }

    @Test
    void givesATopicToItsLastPublisher() {
        retain("a", "1");
        retain("a", "2");
        retain("b", "1");
        assertThat(topics.count("a")).isEqualTo(1);
        assertThat(topics.count("b")).isEqualTo(1);
        assertThat(retain("a", "3")).isTrue();
        assertThat(retain("a", "1")).isFalse();
    }

    @Test
    void forgetsADeviceOfWhichNothingIsLeft() {
        topics.begin("a", "1");
        topics.end("a", "1", false);
        assertThat(topics.count("a")).isZero();
        assertThat(new RetainedTopics(0, queues::contains, clock::get).begin("a", "1")).isFalse();
    }
}
