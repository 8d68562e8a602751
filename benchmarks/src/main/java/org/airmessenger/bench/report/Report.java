/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of the benchmarks: machine, method, what was wanted and what was found.
 *
 * @param at when it was measured
 * @param machine facts about the machine
 * @param method facts about how it was measured
 * @param sections all of them
 */
public record Report(
        Instant at,
        Map<String, String> machine,
        Map<String, String> method,
        List<Section> sections) {

    /**
     * Writes {@code <stem>.md}, {@code <stem>.json} and the drawings in the folder {@code <stem>}.
     */
    public void write(Path directory, String stem) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(stem + ".md"), markdown(stem));
        Files.writeString(directory.resolve(stem + ".json"), json());
        for (Section section : sections) {
            for (Plot plot : section.plots()) {
                Path folder = Files.createDirectories(directory.resolve(stem));
                Files.writeString(folder.resolve(plot.name() + ".svg"), plot.svg());
            }
        }
    }

    /** The report for machines. */
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", at.truncatedTo(ChronoUnit.SECONDS));
        all.put("machine", machine);
        all.put("method", method);
        all.put("sections", sections.stream().map(Section::tree).toList());
        return Json.of(all);
    }

    /**
     * The report for people.
     *
     * @param folder where its drawings lie
     */
    public String markdown(String folder) {
        StringBuilder out = new StringBuilder("# What the gateway does\n\n");
        out.append("Measured ").append(at.truncatedTo(ChronoUnit.SECONDS)).append(".\n\n");
        facts(out, machine);
        out.append('\n');
        facts(out, method);
        out.append(
                "\nEach figure is the median of the restarts, with the smallest and the largest;"
                        + " a ratio is of the medians.\nCompare ratios within this report, not"
                        + " figures between reports.\n");
        aims(out);
        sections.forEach(section -> out.append(section.markdown(folder)));
        return out.toString();
    }

    private void aims(StringBuilder out) {
        Table table = new Table("", "wanted", "found", "");
        sections.stream()
                .flatMap(section -> section.aims().stream())
                .forEach(
                        aim ->
                                table.row(
                                        aim.measure(),
                                        aim.wanted(),
                                        aim.found(),
                                        aim.verdict().equals("missed")
                                                ? "**missed**"
                                                : aim.verdict()));
        if (!table.rows().isEmpty()) {
            out.append("\n## In one table\n\n").append(table.markdown());
        }
    }

    private static void facts(StringBuilder out, Map<String, String> facts) {
        out.append("| | |\n|---|---|\n");
        facts.forEach(
                (name, value) ->
                        out.append("| ")
                                .append(name)
                                .append(" | ")
                                .append(value.replace("|", "\\|"))
                                .append(" |\n"));
    }
}
