/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several loads on one process, in slices and in turns. Nothing counts before the process is warm:
 * until its compilers are done, a slice says how much they had to do, not what a message costs.
 */
final class Slices {

    /** Slices of one side that follow each other differ by less than this when it is warm. */
    private static final double LITTLE = 0.05;

    /** So often in a row, as two may be alike by chance. */
    private static final int IN_A_ROW = 2;

    /** One load. */
    interface Side {

        /** One slice; returns what it cost. */
        Cost slice() throws IOException, InterruptedException;
    }

    private final Map<String, Side> sides;
    private final Map<String, Cost> before = new LinkedHashMap<>();
    private int turn;
    private int calm;

    /** Of sides by their names. */
    Slices(Map<String, Side> sides) {
        this.sides = new LinkedHashMap<>(sides);
    }

    /**
     * Slices of all sides, until two rounds in a row brought nothing new.
     *
     * @param most rounds, at most
     * @return how many there were
     */
    int warmUp(int most) throws IOException, InterruptedException {
        int rounds = 0;
        while (rounds < most && !isWarm()) {
            note(round());
            rounds++;
        }
        return rounds;
    }

    /** Whether the last rounds were alike. */
    boolean isWarm() {
        return calm >= IN_A_ROW;
    }

    private void note(Map<String, Cost> found) {
        boolean isCalm = !before.isEmpty();
        for (Map.Entry<String, Cost> one : found.entrySet()) {
            Cost last = before.put(one.getKey(), one.getValue());
            isCalm &=
                    last != null
                            && Math.abs(one.getValue().perSecond() / last.perSecond() - 1) < LITTLE;
        }
        calm = isCalm ? calm + 1 : 0;
    }

    /** Slices that count: so many of each side. */
    Map<String, List<Cost>> measure(int rounds) throws IOException, InterruptedException {
        Map<String, List<Cost>> all = new LinkedHashMap<>();
        sides.keySet().forEach(name -> all.put(name, new ArrayList<>()));
        for (int i = 0; i < rounds; i++) {
            round().forEach((name, value) -> all.get(name).add(value));
        }
        return all;
    }

    /** One slice of each, neighbours in time; who goes first changes. */
    private Map<String, Cost> round() throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(sides.keySet());
        Collections.rotate(order, turn++);
        Map<String, Cost> found = new LinkedHashMap<>();
        for (String name : order) {
            found.put(name, sides.get(name).slice());
        }
        return found;
    }
}
