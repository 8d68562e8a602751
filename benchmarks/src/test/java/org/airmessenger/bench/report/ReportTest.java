/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Measurement;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

class ReportTest {

    private static final Case CONDITIONS = new Case(1, true, 64, 20);

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
        Comparison.Row row = new Comparison(found, "bare", "ours").rows(CONDITIONS).get(0);
        assertThat(row.reference()).isEqualTo(new Spread(200, 100, 900));
        assertThat(row.ratio()).isEqualTo(1.25);
    }

    @Test
    void saysMachineCaseAndRatio() {
        Report report =
                new Report(
                        Instant.EPOCH,
                        Map.of("cores", "2"),
                        Map.of("latency", "from due"),
                        List.of(measured("bare", 100), measured("ours", 80)),
                        "bare",
                        "ours");
        assertThat(report.markdown())
                .contains("| cores | 2 |")
                .contains("## QoS 1, mutual TLS, 64 B, 20 publishers")
                .contains("| throughput, msg/s | 100 | 80.0 | 0.80 |");
        assertThat(report.json()).contains("\"ratio\": 0.8").contains("\"publishers\": 20");
    }

    @Test
    void escapesTextsInJson() {
        assertThat(Json.line(Map.of("a\"b", "c\n\\")))
                .isEqualTo("{\"a\\\"b\": \"c\\u000a\\\\\"}\n".strip());
    }

    private static Measurement measured(String subject, double perSecond) {
        Measurement.Paced paced = new Measurement.Paced(1_000, 20, 1, 2, 3, 4);
        return new Measurement(
                subject, CONDITIONS, 1, "NIO", 900, perSecond, 10, 150, paced, 0, 0, 0);
    }
}
