/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.server.impl.AckReason;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What follows from the outcome of a request: away, nothing counts; refused, only the guilty count,
 * and they are found by halving.
 */
final class Outcomes {

    private final Dispatcher dispatcher;
    private final Destination destination;

    Outcomes(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        this.destination = dispatcher.destination;
    }

    /** The sink is done with the current part of a request. */
    void ended(Request request, Verdict outcome) {
        if (outcome.accepted() > 0) {
            takeOut(request, outcome.accepted());
        }
        Verdict verdict = outcome.unsure() ? doubt(request, outcome) : outcome;
        destination.metrics.request(verdict.kind().name().toLowerCase(Locale.ROOT));
        switch (verdict.kind()) {
            case ACCEPTED -> {
                dispatcher.turns.answered(request);
                accepted(request.lane, request.current);
                next(request);
            }
            case AWAY -> {
                dispatcher.turns.failed(request, verdict);
                if (verdict.unsure()) {
                    letOthersTry(request);
                }
                away(request);
            }
            case REFUSED -> {
                dispatcher.turns.answered(request);
                refused(request, verdict);
            }
        }
    }

    /**
     * A failure that nobody can name is an outage, unless others succeed meanwhile and it comes
     * again and again: then the messages are tried each alone, and it is the verdict on the guilty.
     */
    private Verdict doubt(Request request, Verdict outcome) {
        long answers = dispatcher.turns.answers();
        boolean othersSucceed = true;
        boolean suspected = true;
        for (Entry entry : request.current) {
            othersSucceed &= entry.answersAtDoubt >= 0 && answers > entry.answersAtDoubt;
            suspected &= entry.doubts >= dispatcher.configuration.getMaxAttempts();
            if (entry.answersAtDoubt < 0 || answers > entry.answersAtDoubt) {
                entry.doubts++;
                entry.answersAtDoubt = answers;
            }
        }
        return othersSucceed && suspected && request.current.size() == 1
                ? new Verdict(Verdict.Kind.REFUSED, outcome.reason(), 0, Map.of(), false, 0)
                : outcome;
    }

    /** The first were accepted before the rest failed; one at least is left for the verdict. */
    private void takeOut(Request request, int first) {
        List<Entry> part = request.current;
        int taken = Math.min(first, part.size() - 1);
        accepted(request.lane, List.copyOf(part.subList(0, taken)));
        request.current = List.copyOf(part.subList(taken, part.size()));
    }

    private void accepted(ClassLaneState lane, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        int count = entries.size();
        long now = dispatcher.clock.currentTimeMillis();
        for (Entry entry : entries) {
            lane.window.release(entry.size);
            destination.metrics.latency(lane.lane.laneClass, now - entry.time);
        }
        destination.metrics.delivered(count);
        destination.account.batches.increment();
        dispatcher.leaving.remove(
                entries,
                AckReason.NORMAL,
                () -> destination.account.delivered.add(count),
                () -> {});
    }

    /** The next part, or the end; a pause that began meanwhile, or a stop, ends it too. */
    private void next(Request request) {
        List<Entry> part = request.parts.poll();
        if (part != null && part.isEmpty()) {
            next(request);
            return;
        }
        request.current = part == null ? List.of() : part;
        if (part != null && !dispatcher.reach.isAway() && !dispatcher.isStopping()) {
            dispatcher.send(request);
        } else {
            giveBackRest(request);
            dispatcher.close(request);
        }
    }

    /** The next probe carries others, if there are any: these may be what fails. */
    private void letOthersTry(Request request) {
        long now = dispatcher.clock.nanoTime();
        long until = now + dispatcher.reach.untilProbe(now) + dispatcher.reach.pause(0);
        request.streams.forEach(stream -> request.lane.backlog.pause(stream, until));
    }

    private void away(Request request) {
        if (!request.isDurable()) {
            List<Entry> all = new ArrayList<>(request.current);
            request.parts.forEach(all::addAll);
            dispatcher.fail(request.lane, all);
        } else {
            giveBackRest(request);
        }
        dispatcher.close(request);
    }

    private void giveBackRest(Request request) {
        List<Entry> all = new ArrayList<>(request.current);
        request.parts.forEach(all::addAll);
        request.parts.clear();
        dispatcher.giveBack(request.lane, all);
    }

    private void refused(Request request, Verdict verdict) {
        List<Entry> part = request.current;
        List<Entry> guilty = named(part, verdict.refused());
        boolean alone = part.size() == 1;
        if (!request.isDurable()) {
            List<Entry> dropped = guilty.isEmpty() ? part : guilty;
            dispatcher.fail(request.lane, dropped);
            accepted(request.lane, without(part, dropped));
        } else if (guilty.isEmpty() && !alone) {
            request.split();
        } else {
            List<Entry> judged = alone ? part : guilty;
            accepted(request.lane, without(part, judged));
            // the last first, so that those of one stream come back in order
            for (int i = judged.size() - 1; i >= 0; i--) {
                Entry entry = judged.get(i);
                judge(request, entry, verdict.refused().getOrDefault(entry.id, verdict.reason()));
            }
        }
        next(request);
    }

    private static List<Entry> named(List<Entry> part, Map<String, String> refused) {
        if (refused.isEmpty()) {
            return List.of();
        }
        return part.stream().filter(entry -> refused.containsKey(entry.id)).toList();
    }

    private static List<Entry> without(List<Entry> part, List<Entry> taken) {
        if (taken.size() == part.size()) {
            return List.of();
        }
        Set<Entry> away = new HashSet<>(taken);
        return part.stream().filter(entry -> !away.contains(entry)).toList();
    }

    /** One verdict more: buried after the last, else it backs off and its stream waits with it. */
    private void judge(Request request, Entry entry, String why) {
        entry.attempts++;
        if (entry.attempts >= dispatcher.configuration.getMaxAttempts()
                && destination.hasRoomForDead(entry.size)) {
            request.lane.window.release(entry.size);
            dispatcher.leaving.bury(entry, why, request.lane.lane.laneClass.word());
            return;
        }
        Stream stream = entry.stream;
        stream.notBefore = dispatcher.clock.nanoTime() + dispatcher.reach.pause(entry.attempts - 1);
        List<Entry> held = new ArrayList<>();
        held.add(entry);
        // what comes after it in the same stream must not overtake it
        request.parts.replaceAll(
                part -> {
                    List<Entry> stays = new ArrayList<>(part.size());
                    for (Entry other : part) {
                        (other.stream == stream ? held : stays).add(other);
                    }
                    return stays;
                });
        dispatcher.giveBack(request.lane, held);
    }
}
