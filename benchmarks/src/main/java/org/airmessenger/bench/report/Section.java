/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a report: what was asked, what was found, and the drawings of it. */
public final class Section {

    private final String title;
    private final List<String> texts = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Aim> aims = new ArrayList<>();
    private final List<Plot> plots = new ArrayList<>();
    private final Map<String, Object> data = new LinkedHashMap<>();

    /** An empty one. */
    public Section(String title) {
        this.title = title;
    }

    /** One more paragraph. */
    public Section text(String paragraph) {
        texts.add(paragraph);
        return this;
    }

    /** One more table. */
    public Section table(Table table) {
        tables.add(table);
        return this;
    }

    /** One more figure for the table at the top of the report. */
    public Section aim(Aim aim) {
        aims.add(aim);
        return this;
    }

    /** One more drawing. */
    public Section plot(Plot plot) {
        plots.add(plot);
        return this;
    }

    /** Something for programs alone. */
    public Section data(String name, Object value) {
        data.put(name, value);
        return this;
    }

    /** What it is about. */
    public String title() {
        return title;
    }

    List<Aim> aims() {
        return aims;
    }

    List<Plot> plots() {
        return plots;
    }

    /** For people; drawings lie in a folder. */
    String markdown(String folder) {
        StringBuilder out = new StringBuilder("\n## ").append(title).append("\n");
        texts.forEach(text -> out.append('\n').append(text).append('\n'));
        tables.forEach(table -> out.append('\n').append(table.markdown()));
        plots.forEach(
                plot ->
                        out.append("\n![")
                                .append(plot.title())
                                .append("](")
                                .append(folder)
                                .append('/')
                                .append(plot.name())
                                .append(".svg)\n"));
        return out.toString();
    }

    /** For programs. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("title", title);
        tree.put("aims", aims);
        tree.put("tables", tables.stream().map(Table::rows).toList());
        tree.putAll(data);
        return tree;
    }
}
