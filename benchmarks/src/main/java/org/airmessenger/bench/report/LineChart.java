/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Lines over an axis whose equal ways are equal ratios: growth, and distributions of latencies. */
public final class LineChart {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 380;
    private static final int LEFT = 70;
    private static final int RIGHT = 40;
    private static final int TOP = 66;
    private static final int BOTTOM = 46;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int TICKS_PER_HALF = 10;

    private record Point(double x, double y) {}

    private record Line(String name, List<Point> points) {}

    private final String title;
    private final String across;
    private final DoubleFunction<String> label;
    private final boolean marked;
    private final boolean steep;
    private final List<Line> lines = new ArrayList<>();

    private LineChart(
            String title,
            String across,
            DoubleFunction<String> label,
            boolean marked,
            boolean steep) {
        this.title = title;
        this.across = across;
        this.label = label;
        this.marked = marked;
        this.steep = steep;
    }

    /**
     * How something grows with something else; up from zero.
     *
     * @param title says also what goes up
     * @param across what goes from left to right
     */
    public static LineChart growth(String title, String across) {
        return new LineChart(title, across, Scale::label, true, false);
    }

    /**
     * Latencies in milliseconds, percentile by percentile: the tail gets as much room as the rest.
     */
    public static LineChart latencies(String title) {
        return new LineChart(title + ", ms", "percentile", LineChart::percentile, false, true);
    }

    /** One more line through points. */
    public LineChart line(String name, double[] across, double[] up) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < across.length; i++) {
            points.add(new Point(across[i], up[i]));
        }
        lines.add(new Line(name, points));
        return this;
    }

    /** One more distribution, of nanoseconds. */
    public LineChart distribution(String name, Histogram histogram) {
        List<Point> points = new ArrayList<>();
        for (HistogramIterationValue value : histogram.percentiles(TICKS_PER_HALF)) {
            double beyond = 1 - value.getPercentileLevelIteratedTo() / 100;
            if (beyond > 0) {
                points.add(new Point(1 / beyond, value.getValueIteratedTo() / NANOS_PER_MILLI));
            }
        }
        lines.add(new Line(name, points));
        return this;
    }

    /** 10 stands for the ninetieth percentile, 100 for the ninety-ninth. */
    private static String percentile(double beyond) {
        double percent = 100 - 100 / beyond;
        return String.format(Locale.ROOT, "%.4f", percent).replaceFirst("\\.?0+$", "") + " %";
    }

    /** The drawing. */
    public Plot plot() {
        Svg svg = new Svg(WIDTH, HEIGHT).title(10, 20, title);
        List<Point> all = lines.stream().flatMap(line -> line.points.stream()).toList();
        double left = all.stream().mapToDouble(Point::x).min().orElse(1);
        double right = all.stream().mapToDouble(Point::x).max().orElse(10);
        double least = all.stream().mapToDouble(Point::y).min().orElse(1);
        double most = all.stream().mapToDouble(Point::y).max().orElse(10);
        Scale x = Scale.log(left, right, LEFT, WIDTH - RIGHT);
        Scale y =
                steep
                        ? Scale.log(Math.max(least, 0.01), most, HEIGHT - BOTTOM, TOP)
                        : Scale.linear(most, HEIGHT - BOTTOM, TOP);
        for (double mark : x.marks()) {
            double at = x.place(mark);
            svg.grid(at, TOP, at, HEIGHT - BOTTOM);
            svg.text(at, HEIGHT - BOTTOM + 18.0, "middle", label.apply(mark));
        }
        for (double mark : y.marks()) {
            double at = y.place(mark);
            svg.grid(LEFT, at, WIDTH - RIGHT, at);
            svg.text(LEFT - 6.0, at + 4, "end", Scale.label(mark));
        }
        svg.text((LEFT + WIDTH) / 2.0, HEIGHT - 8.0, "middle", across);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), i, x, y);
        }
        return Plot.of(title, svg.toString());
    }

    private void draw(Svg svg, Line line, int index, Scale x, Scale y) {
        String colour = Svg.COLOURS[index % Svg.COLOURS.length];
        double legend = 10 + index % 3 * 280.0;
        double row = 30 + index / 3 * 16.0;
        svg.box(legend, row, 12, 12, colour).text(legend + 17, row + 10, "start", line.name);
        StringBuilder path = new StringBuilder();
        for (Point point : line.points) {
            double atX = x.place(point.x);
            double atY = y.place(point.y);
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", atX, atY));
            if (marked) {
                svg.dot(atX, atY, colour);
            }
        }
        svg.path(path.toString(), colour);
    }
}
