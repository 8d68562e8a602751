/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Bars side by side, each with a line from the smallest to the largest restart. */
public final class BarChart {

    private static final int WIDTH = 860;
    private static final int LABELS = 300;
    private static final int BAR = 14;
    private static final int GAP = 12;
    private static final int TOP = 56;
    private static final int RIGHT = 80;

    private record Group(String label, Map<String, Spread> bars) {}

    private final String title;
    private final List<String> series;
    private final List<Group> groups = new ArrayList<>();

    /**
     * Without bars.
     *
     * @param series names of those that are compared, in the order of their colours
     */
    public BarChart(String title, List<String> series) {
        this.title = title;
        this.series = List.copyOf(series);
    }

    /** One group of bars; a series may be missing. */
    public BarChart group(String label, Map<String, Spread> bars) {
        groups.add(new Group(label, bars));
        return this;
    }

    /** The drawing. */
    public Plot plot() {
        int each = series.size() * BAR + GAP;
        int height = TOP + groups.size() * each + 30;
        Svg svg = new Svg(WIDTH, height).title(10, 20, title);
        for (int i = 0; i < series.size(); i++) {
            svg.box(10 + i * 230.0, 30, 12, 12, Svg.COLOURS[i % Svg.COLOURS.length]);
            svg.text(27 + i * 230.0, 40, "start", series.get(i));
        }
        double most =
                groups.stream()
                        .flatMap(group -> group.bars.values().stream())
                        .mapToDouble(Spread::most)
                        .max()
                        .orElse(1);
        Scale scale = Scale.linear(most, LABELS, WIDTH - RIGHT);
        for (double mark : scale.marks()) {
            double x = scale.place(mark);
            svg.grid(x, TOP, x, height - 24.0).text(x, height - 8.0, "middle", Scale.label(mark));
        }
        for (int g = 0; g < groups.size(); g++) {
            draw(svg, groups.get(g), TOP + g * each + GAP / 2.0, scale);
        }
        return Plot.of(title, svg.toString());
    }

    private void draw(Svg svg, Group group, double top, Scale scale) {
        svg.text(LABELS - 8.0, top + series.size() * BAR / 2.0 + 4, "end", group.label);
        for (int i = 0; i < series.size(); i++) {
            Spread spread = group.bars.get(series.get(i));
            if (spread == null) {
                continue;
            }
            double y = top + i * BAR;
            double end = scale.place(spread.median());
            svg.box(LABELS, y, end - LABELS, BAR - 2, Svg.COLOURS[i % Svg.COLOURS.length]);
            double middle = y + BAR / 2.0 - 1;
            double least = scale.place(spread.least());
            double far = scale.place(spread.most());
            svg.line(least, middle, far, middle, "#000000", 1.2);
            svg.line(least, middle - 3, least, middle + 3, "#000000", 1.2);
            svg.line(far, middle - 3, far, middle + 3, "#000000", 1.2);
            svg.text(Math.max(end, far) + 6, y + BAR - 4, "start", Scale.label(spread.median()));
        }
    }
}
