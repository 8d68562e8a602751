/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of texts under a head; the first column says what, the others how much. */
public final class Table {

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** Without rows. */
    public Table(String... head) {
        this.head = List.of(head);
    }

    /** One more row. */
    public Table row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        if (row.size() != head.size()) {
            throw new IllegalArgumentException("a row must be as wide as its head");
        }
        rows.add(row);
        return this;
    }

    /** As Markdown. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        line(out, head);
        out.append("|---|").append("---:|".repeat(head.size() - 1)).append('\n');
        rows.forEach(row -> line(out, row));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append("| ");
        out.append(
                String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()));
        out.append(" |\n");
    }

    /** The rows, for programs. */
    List<List<String>> rows() {
        return Collections.unmodifiableList(rows);
    }
}
