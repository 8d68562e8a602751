/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.Locale;

/** Writes the few elements of SVG 1.1 that our drawings need. */
final class Svg {

    /** Colours that differ in grey too. */
    static final String[] COLOURS = {
        "#1b6ca8", "#d1741f", "#3f8f4f", "#8a4fa0", "#b03a48", "#5c6670"
    };

    private static final String GREY = "#d5d9dd";
    private static final String INK = "#24292f";

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height) {
        out.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" fill="%s">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """
                        .formatted(width, height, width, height, INK));
    }

    Svg box(double x, double y, double width, double height, String colour) {
        return add(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
                x, y, Math.max(0, width), height, colour);
    }

    /** A line of a grid. */
    Svg grid(double fromX, double fromY, double toX, double toY) {
        return line(fromX, fromY, toX, toY, GREY, 1);
    }

    Svg line(double fromX, double fromY, double toX, double toY, String colour, double width) {
        return add(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
                fromX, fromY, toX, toY, colour, width);
    }

    /** A line through points, {@code x,y x,y …}. */
    Svg path(String points, String colour) {
        return add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>",
                points.strip(), colour);
    }

    Svg dot(double x, double y, String colour) {
        return add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>", x, y, colour);
    }

    /** Text that begins, ends or stands in the middle at a point: start, end, middle. */
    Svg text(double x, double y, String anchor, String text) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x, y, anchor, escaped(text));
    }

    Svg title(double x, double y, String text) {
        return add(
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"14\" font-weight=\"bold\">%s</text>",
                x, y, escaped(text));
    }

    private Svg add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
        return this;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }
}
