/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.wire;

import org.airmessenger.bench.Chapter;
import org.airmessenger.bench.Effort;
import org.airmessenger.bench.load.Phase;
import org.airmessenger.bench.report.Aim;
import org.airmessenger.bench.report.Section;
import org.airmessenger.bench.report.Spread;
import org.airmessenger.bench.report.Table;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a message costs the gateway by one door beside another: both doors of one start, warm, in
 * turns.
 */
final class WireSpeed {

    private static final int MOST_ROUNDS = 8;
    private static final int ROUNDS = 7;

    private final Effort effort;
    private final WireRivals rivals;
    private final Map<String, List<Cost>> found = new LinkedHashMap<>();
    private final List<String> warming = new ArrayList<>();

    WireSpeed(Effort effort, WireRivals rivals) {
        this.effort = effort;
        this.rivals = rivals;
    }

    Section measure(Chapter.Progress progress) throws IOException, InterruptedException {
        for (int restart = 1; restart <= effort.restarts(); restart++) {
            progress.next(rivals.words());
            start(progress);
        }
        return section();
    }

    /** One start of a gateway, with devices of its own for each side. */
    private void start(Chapter.Progress progress) throws IOException, InterruptedException {
        int all = rivals.sides().stream().mapToInt(Side::devices).sum();
        Map<Side, Side.Open> open = new LinkedHashMap<>();
        try (WireStand stand = new WireStand(effort, all, false)) {
            try {
                int first = 0;
                for (Side side : rivals.sides()) {
                    open.put(side, side.open(stand, first));
                    first += side.devices();
                }
                turns(stand, open, progress);
            } finally {
                open.values().forEach(Side.Open::close);
            }
        }
    }

    private void turns(WireStand stand, Map<Side, Side.Open> open, Chapter.Progress progress)
            throws IOException, InterruptedException {
        Duration each = effort.warmUp().dividedBy(open.size());
        for (Side.Open devices : open.values()) {
            stand.cost(() -> devices.run(Side.fullSpeed(stand, each), each));
        }
        Map<String, Slices.Side> sides = new LinkedHashMap<>();
        open.forEach(
                (side, devices) ->
                        sides.put(side.name(), () -> slice(stand, side, devices, progress)));
        Slices slices = new Slices(sides);
        int rounds = slices.warmUp(MOST_ROUNDS);
        warming.add(rounds + (slices.isWarm() ? "" : " (not warm then)"));
        slices.measure(ROUNDS)
                .forEach(
                        (name, costs) ->
                                found.computeIfAbsent(name, key -> new ArrayList<>())
                                        .addAll(costs));
    }

    private Cost slice(WireStand stand, Side side, Side.Open devices, Chapter.Progress progress)
            throws IOException, InterruptedException {
        Duration time = effort.fullSpeed();
        Phase phase = side.phase(stand, time);
        // at a rate it ends by itself
        Cost cost = stand.cost(() -> devices.run(phase, side.isPaced() ? phase.limit() : time));
        progress.next("  %s: %,.0f".formatted(side.name(), cost.perSecond()));
        return cost;
    }

    private Section section() {
        Section section = new Section(rivals.title());
        section.text(
                (rivals.text()
                                + " QoS 1, plain, payloads of %d bytes, from the device to the function."
                                + " One start has both doors open. After %d s at full speed they take turns"
                                + " in slices of %d s, first until the slices of two rounds in a row differ"
                                + " by less than 5 %% (rounds: %s), then %d slices of each that count. The"
                                + " processor time is that of the gateway's process alone, without the threads"
                                + " of its compilers. A ratio is the median of those of the slices of one"
                                + " round.")
                        .formatted(
                                WireFrames.BYTES,
                                effort.warmUp().toSeconds(),
                                effort.fullSpeed().toSeconds(),
                                String.join(", ", warming),
                                ROUNDS));
        Table table =
                new Table(
                        "", "messages per CPU-second", "with its compilers", "compilers' part, %");
        found.forEach(
                (name, costs) ->
                        table.row(
                                name,
                                spread(costs, Cost::perSecond),
                                spread(costs, Cost::perSecondOfAll),
                                Spread.of(100 * Cost.compilers(costs))));
        section.table(table);
        for (WireRivals.Pair pair : rivals.pairs()) {
            section.aim(aim(pair));
        }
        found.forEach(
                (name, costs) -> section.data(name, costs.stream().map(Cost::perSecond).toList()));
        return section;
    }

    private Aim aim(WireRivals.Pair pair) {
        Spread ratio = Cost.ratio(found.get(pair.side()), found.get(pair.other()));
        String words = pair.side() + " / " + pair.other() + ", messages per CPU-second";
        return pair.least() > 0
                ? Aim.atLeast(words, ratio, pair.least(), "×")
                : Aim.reported(words, ratio, "×");
    }

    private static Spread spread(List<Cost> costs, ToDoubleFunction<Cost> figure) {
        return Spread.of(costs.stream().mapToDouble(figure).boxed().toList());
    }
}
