/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server is cut off while a device publishes numbers at a steady rate. Afterwards every number
 * must be there, in order, and the urgent message before all that waited with it.
 */
final class CutUnderLoad {

    /** For how many seconds instead: a long night instead of the build's moment. */
    private static final String LONGER = "SAMPLES_CUT";

    private static final long LOOK_MILLIS = 50;

    /** At most one part in so many of what waited is taken for what was on its way. */
    private static final int ON_ITS_WAY = 10;

    private final Step.Cut step;
    private final int seconds;
    private final Server server;
    private final Server place;
    private final Fleet fleet;
    private final List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
    private int published;
    private int arrivedBeforeItIsBack;

    CutUnderLoad(Step.Cut step, Server server, Server place, Fleet fleet) {
        this.step = step;
        this.server = server;
        this.place = place;
        this.fleet = fleet;
        String longer = System.getenv(LONGER);
        this.seconds = longer == null ? step.seconds() : Integer.parseInt(longer);
    }

    /** How long it is away. */
    int seconds() {
        return seconds;
    }

    /**
     * Plays it.
     *
     * @param before what had arrived, without duplicates
     * @param patience how long to wait for the last number
     * @return a line per difference
     */
    List<String> play(int before, Duration patience) throws IOException, InterruptedException {
        publishFor(1);
        server.goAway();
        publishFor(seconds);
        sent.add(
                fleet.send(
                        step.urgent().device(),
                        step.urgent().topic(),
                        step.urgent().bodies().get(0)));
        List<String> refused = Fleet.refusals(sent);
        arrivedBeforeItIsBack = unique().size() - before;
        server.comeBack();
        sent.clear();
        publishFor(1);
        refused.addAll(Fleet.refusals(sent));
        if (!refused.isEmpty()) {
            return List.of("all must be acknowledged but refused were " + refused);
        }
        long end = System.nanoTime() + patience.toNanos();
        List<Arrived> arrived = arrived(before);
        while (arrived.size() < messages() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            arrived = arrived(before);
        }
        return differences(arrived);
    }

    /** How many were published, the urgent one too. */
    int messages() {
        return published + 1;
    }

    private void publishFor(int howLong) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long gap = TimeUnit.SECONDS.toNanos(1) / step.perSecond();
        int count = howLong * step.perSecond();
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos(start + i * gap - System.nanoTime());
            Step.Publish load = step.load();
            sent.add(fleet.send(load.device(), load.topic(), "{\"number\":" + published++ + "}"));
        }
    }

    private List<Arrived> unique() throws IOException {
        return Comparison.withoutDuplicates(place.arrived());
    }

    private List<Arrived> arrived(int before) throws IOException {
        List<Arrived> all = unique();
        return all.subList(before, all.size());
    }

    private List<String> differences(List<Arrived> arrived) {
        List<String> differences = new ArrayList<>();
        if (arrived.size() != messages()) {
            differences.add("published " + messages() + "  arrived " + arrived.size());
        }
        int next = 0;
        int urgentAt = -1;
        for (int i = 0; i < arrived.size(); i++) {
            Arrived one = arrived.get(i);
            if (one.device().equals(step.urgent().device())) {
                urgentAt = i;
            } else if (one.body().equals("{\"number\":" + next + "}")) {
                next++;
            } else if (differences.size() < 10) {
                differences.add("expected number " + next + "  actual " + one.body());
            }
        }
        // what was on its way when the line was cut may still arrive, but nothing that waited
        int waited = seconds * step.perSecond();
        int before = urgentAt - arrivedBeforeItIsBack;
        if (urgentAt < 0 || before > waited / ON_ITS_WAY) {
            differences.add(
                    "the urgent message must come before what waited but came after " + before);
        }
        return differences;
    }
}
