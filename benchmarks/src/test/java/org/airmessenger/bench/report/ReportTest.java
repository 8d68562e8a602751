/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Measurement;
import org.airmessenger.bench.Stand;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;

class ReportTest {

    private static final Case CONDITIONS = new Case(1, true, 64, 20, "17");

    @TempDir Path folder;

    @Test
    void ratioIsOfTheMedians() {
        List<Measurement> found =
                List.of(
                        measured("bare", 100),
                        measured("ours", 90),
                        measured("bare", 200),
                        measured("ours", 300),
                        measured("bare", 900),
                        measured("ours", 250));
        Comparison.Row row =
                new Comparison(found, "bare", "ours").row(CONDITIONS, Comparison.THROUGHPUT);
        assertThat(row.reference()).isEqualTo(new Spread(200, 100, 900));
        assertThat(row.ratio()).isEqualTo(1.25);
    }

    @Test
    void tellsWhatWasMissedAsWhatWasMet() {
        Section section =
                new Section("speed")
                        .aim(Aim.atLeast("throughput", Spread.of(0.9), 1, ""))
                        .aim(Aim.atMost("latency", Spread.of(List.of(1.0, 2.0, 9.0)), 2, "ms"))
                        .aim(Aim.reported("bytes", Spread.of(48), "bytes"))
                        .table(new Table("", "found").row("a|b", 1));
        Report report = new Report(Instant.EPOCH, Map.of("cores", "2"), Map.of(), List.of(section));
        assertThat(report.markdown("x"))
                .contains("| cores | 2 |")
                .contains("| throughput | ≥ 1 | 0.90 | **missed** |")
                .contains("| latency | ≤ 2 ms | 2.00 [1.00–9.00] ms | met |")
                .contains("| bytes |  | 48.0 bytes | reported |")
                .contains("| a\\|b | 1 |");
        assertThat(report.json()).contains("\"verdict\": \"missed\"");
    }

    @Test
    void drawsWhatEveryReaderOfXmlReads() throws Exception {
        Histogram histogram = new Histogram(3);
        for (int i = 1; i <= 10_000; i++) {
            histogram.recordValue(i * 1_000L);
        }
        Section section =
                new Section("drawings")
                        .plot(
                                new BarChart("bars & <bars>", List.of("bare", "ours"))
                                        .group("QoS 1", Map.of("ours", new Spread(3, 2, 5)))
                                        .plot())
                        .plot(LineChart.latencies("tail").distribution("ours", histogram).plot())
                        .plot(
                                LineChart.growth("cost", "devices")
                                        .line(
                                                "ours",
                                                new double[] {100, 1_000},
                                                new double[] {0, 12.5})
                                        .plot());
        Report report = new Report(Instant.EPOCH, Map.of(), Map.of(), List.of(section));
        report.write(folder, "run");
        assertThat(Files.readString(folder.resolve("run.md")))
                .contains("![bars & <bars>](run/bars-bars.svg)");
        for (String name : List.of("bars-bars", "tail-ms", "cost")) {
            Path file = folder.resolve("run").resolve(name + ".svg");
            Document drawing =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
            assertThat(drawing.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(Files.readString(file)).doesNotContain("NaN", "Infinity");
        }
    }

    @Test
    void escapesTextsInJson() {
        assertThat(Json.line(Map.of("a\"b", "c\n\\")))
                .isEqualTo("{\"a\\\"b\": \"c\\u000a\\\\\"}\n".strip());
    }

    private static Measurement measured(String subject, double perSecond) {
        return new Measurement(
                subject,
                CONDITIONS,
                1,
                "NIO",
                900,
                new Stand.Speed(perSecond, 10, 150),
                1_000,
                new Stand.Paced(20, new Histogram(3), new Histogram(3)),
                0,
                0,
                0);
    }
}
