/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import org.HdrHistogram.Histogram;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes maps, collections, records, numbers, switches and texts as JSON (RFC 8259). */
public final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /** The JSON of a value, indented by two spaces a level. */
    public static String of(Object value) {
        Json json = new Json();
        json.write(value, 0);
        return json.out.append('\n').toString();
    }

    /** The JSON of a value in one line. */
    public static String line(Object value) {
        return of(value).replaceAll("\\n *", "");
    }

    private void write(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            writeMap(map, depth);
        } else if (value instanceof Collection<?> many) {
            writeMany(many, depth);
        } else if (value instanceof Histogram histogram) {
            writeMap(percentiles(histogram), depth);
        } else if (value instanceof Record record) {
            writeMap(fields(record), depth);
        } else if (value instanceof Double number) {
            out.append(number.isNaN() || number.isInfinite() ? "null" : rounded(number));
        } else if (value instanceof Number || value instanceof Boolean || value == null) {
            out.append(value);
        } else {
            text(value.toString());
        }
    }

    private void writeMap(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            newLine(depth + 1);
            text(entry.getKey().toString());
            out.append(':').append(' ');
            write(entry.getValue(), depth + 1);
            if (entries.hasNext()) {
                out.append(',');
            }
        }
        newLine(depth);
        out.append('}');
    }

    private void writeMany(Collection<?> many, int depth) {
        out.append('[');
        Iterator<?> values = many.iterator();
        while (values.hasNext()) {
            newLine(depth + 1);
            write(values.next(), depth + 1);
            if (values.hasNext()) {
                out.append(',');
            }
        }
        newLine(depth);
        out.append(']');
    }

    /** A distribution of nanoseconds, in milliseconds. */
    private static Map<String, Object> percentiles(Histogram histogram) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("count", histogram.getTotalCount());
        for (double percentile : new double[] {50, 90, 99, 99.9, 100}) {
            String name = percentile == 100 ? "max" : "p" + rounded(percentile);
            all.put(name + "Millis", Comparison.millis(histogram, percentile));
        }
        return all;
    }

    private static Map<String, Object> fields(Record record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                fields.put(component.getName(), component.getAccessor().invoke(record));
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("a record must be readable but was not", e);
        }
        return fields;
    }

    /** Four digits that mean something are enough for a measurement. */
    private static String rounded(double number) {
        double scaled = Math.abs(number) >= 1_000 ? Math.rint(number) : number;
        String text = String.format(Locale.ROOT, "%.3f", scaled);
        return text.replaceFirst("\\.?0+$", "");
    }

    private void newLine(int depth) {
        out.append('\n').append("  ".repeat(depth));
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
