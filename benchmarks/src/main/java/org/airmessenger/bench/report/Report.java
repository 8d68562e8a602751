/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Measurement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One run of the benchmarks: machine, method, every measurement, and the comparisons.
 *
 * @param at when it was measured
 * @param machine facts about the machine
 * @param method facts about how it was measured
 * @param measurements all of them
 * @param reference name of the subject that the others are compared with
 * @param subject name of the subject that is compared
 */
public record Report(
        Instant at,
        Map<String, String> machine,
        Map<String, String> method,
        List<Measurement> measurements,
        String reference,
        String subject) {

    /** Writes {@code <stem>.md} and {@code <stem>.json}. */
    public void write(Path directory, String stem) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(stem + ".md"), markdown());
        Files.writeString(directory.resolve(stem + ".json"), json());
    }

    /** The report for machines. */
    public String json() {
        Comparison comparison = new Comparison(measurements, reference, subject);
        Map<String, Object> compared = new LinkedHashMap<>();
        for (Case conditions : comparison.cases()) {
            compared.put(conditions.words(), comparison.rows(conditions));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", at.truncatedTo(ChronoUnit.SECONDS));
        all.put("machine", machine);
        all.put("method", method);
        all.put("reference", reference);
        all.put("subject", subject);
        all.put("comparison", compared);
        all.put("measurements", measurements);
        return Json.of(all);
    }

    /** The report for people. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("# ").append(subject).append(" beside ").append(reference).append("\n\n");
        out.append("Measured ").append(at.truncatedTo(ChronoUnit.SECONDS)).append(".\n\n");
        facts(out, machine);
        out.append('\n');
        facts(out, method);
        out.append(
                "\nEach figure is the median of the restarts, with the smallest and the largest;"
                        + " the ratio is of the medians.\nCompare ratios within this report, not"
                        + " figures between reports.\n");
        summary(out);
        Comparison comparison = new Comparison(measurements, reference, subject);
        for (Case conditions : comparison.cases()) {
            out.append("\n## ").append(conditions.words()).append("\n\n");
            out.append("| | ").append(reference).append(" | ").append(subject);
            out.append(" | ratio |\n|---|---:|---:|---:|\n");
            for (Comparison.Row row : comparison.rows(conditions)) {
                out.append("| ").append(row.measure());
                out.append(" | ").append(row.reference());
                out.append(" | ").append(row.subject());
                out.append(" | ").append(ratio(row.ratio())).append(" |\n");
            }
        }
        return out.toString();
    }

    private void summary(StringBuilder out) {
        Comparison comparison = new Comparison(measurements, reference, subject);
        out.append("\n## In one table: ").append(subject).append(" ÷ ").append(reference);
        out.append("\n\n| | throughput | CPU per message |\n|---|---:|---:|\n");
        for (Case conditions : comparison.cases()) {
            List<Comparison.Row> rows = comparison.rows(conditions);
            if (rows.size() > 1) {
                out.append("| ").append(conditions.words());
                out.append(" | ").append(ratio(rows.get(0).ratio()));
                out.append(" | ").append(ratio(rows.get(1).ratio())).append(" |\n");
            }
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

    private static String ratio(double ratio) {
        return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "–";
    }
}
