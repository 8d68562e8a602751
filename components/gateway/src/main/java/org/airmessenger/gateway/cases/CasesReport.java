/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * How one cases file went.
 *
 * @param file the file
 * @param problems what is wrong with the file itself; then nothing was run
 * @param results one per case, in order
 */
public record CasesReport(Path file, List<Difference> problems, List<CaseResult> results) {

    /** Copies the lists. */
    public CasesReport {
        problems = List.copyOf(problems);
        results = List.copyOf(results);
    }

    /** Whether the file is sound, so that its cases were run. */
    public boolean isSound() {
        return problems.isEmpty();
    }

    /** How many cases did not go as expected. */
    public long failed() {
        return results.stream().filter(result -> !result.passed()).count();
    }
}
