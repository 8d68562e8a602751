/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.chapter;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.Measurement;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.Trial;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Subjects take turns, restart by restart, so that none always meets the warmer machine. */
public final class Alternating {

    private Alternating() {}

    /** One thing to do to one subject; its subject is ended afterwards. */
    @FunctionalInterface
    public interface Turn<S extends Subject> {

        /** Does it. */
        void take(S subject, int restart) throws IOException, InterruptedException;
    }

    /** Runs a turn for every restart and subject; who goes first changes. */
    public static <S extends Subject> void run(
            int restarts, List<Supplier<? extends S>> subjects, Turn<S> turn)
            throws IOException, InterruptedException {
        for (int restart = 1; restart <= restarts; restart++) {
            List<Supplier<? extends S>> order = new ArrayList<>(subjects);
            Collections.rotate(order, restart - 1);
            for (Supplier<? extends S> maker : order) {
                try (S subject = maker.get()) {
                    turn.take(subject, restart);
                }
            }
        }
    }

    /** Trials of all subjects under one case. */
    public static List<Measurement> trials(
            Case conditions,
            Effort effort,
            Chapter.Progress progress,
            List<Supplier<? extends Subject>> subjects)
            throws IOException, InterruptedException {
        List<Measurement> found = new ArrayList<>();
        run(
                effort.restarts(),
                subjects,
                (subject, restart) -> {
                    progress.next(conditions.words() + ", " + subject.name());
                    found.add(new Trial(subject, conditions, effort).run(restart));
                });
        return found;
    }
}
