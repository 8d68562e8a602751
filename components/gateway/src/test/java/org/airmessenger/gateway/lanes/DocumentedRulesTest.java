/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Plan;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every example of {@code docs/rules.md} does what the page says. */
class DocumentedRulesTest {

    private static final Path PAGE =
            Path.of(System.getProperty("air.project.root"), "docs/rules.md");
    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|");

    private final LanesFixture fixture = new LanesFixture();

    /** The rows of the table under a header, each as its cells without marks of code. */
    private static Stream<List<String>> rows(String header) throws IOException {
        List<String> lines = Files.readAllLines(PAGE);
        int from = lines.indexOf(header);
        assertThat(from).as(header).isNotNegative();
        List<List<String>> rows =
                lines.stream()
                        .skip(from + 2L)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(DocumentedRulesTest::cells)
                        .toList();
        assertThat(rows).isNotEmpty();
        return rows.stream();
    }

    private static List<String> cells(String line) {
        return CELL.splitAsStream(line.substring(1))
                .map(cell -> cell.strip().replace("\\|", "|"))
                .map(cell -> cell.replaceAll("^`|`$", ""))
                .toList();
    }

    static Stream<List<String>> messages() throws IOException {
        return rows("| Topic | Body | Asked | Goes to | Priority | Local |");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void plansEachMessageAsThePageSays(List<String> row, @TempDir Path home) throws IOException {
        RuleBook book = new RuleBook(model(home), fixture.metrics);
        Integer asked = row.get(2).isEmpty() ? null : Integer.valueOf(row.get(2));
        Plan plan = book.decide(fixture.view(row.get(1)), row.get(0), asked, "sensor");
        assertThat(String.join(", ", plan.destinations())).isEqualTo(row.get(3));
        assertThat(plan.priority()).isEqualTo(Integer.parseInt(row.get(4)));
        assertThat(plan.local() ? "yes" : "no").isEqualTo(row.get(5));
    }

    /** The page's rules, read as the gateway reads them. */
    private static Model model(Path home) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                conf.resolve("rules.yaml"), page.substring(from, page.indexOf("```", from)));
        Files.writeString(
                conf.resolve("destinations.yaml"),
                "pager: { sink: s }\ncloud: { sink: s }\narchive: { sink: s }\n");
        Files.writeString(conf.resolve("policies.yaml"), "sensor: { maxPriority: 6 }\n");
        FourFiles.Loaded loaded = FourFiles.load(home, List.of(new RuleProblems()));
        assertThat(loaded.problems()).isEmpty();
        return loaded.model();
    }

    static Stream<List<String>> conditions() throws IOException {
        return rows("| Language | Condition | Body | Holds |");
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void answersEachConditionAsThePageSays(List<String> row) {
        assertThat(fixture.holds(row.get(0), row.get(1), row.get(2)) ? "yes" : "no")
                .isEqualTo(row.get(3));
    }

    static Stream<List<String>> refusals() throws IOException {
        return rows("| Language | Not allowed | For example |");
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesEachConditionThatThePageCallsNotAllowed(List<String> row) {
        assertThatThrownBy(() -> Where.compile(new Rule.Where(row.get(0), row.get(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(row.get(0));
    }
}
