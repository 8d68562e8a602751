/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

import org.airmessenger.bench.report.Section;

import java.io.IOException;
import java.util.List;

/**
 * A part of the report: one question and the measurements that answer it. Others are found by
 * {@link java.util.ServiceLoader}.
 */
public interface Chapter {

    /** Where it stands among the others; 100, 200, … are those of this module. */
    int place();

    /** The words of its cases that would be measured, by which {@code --only} finds them. */
    List<String> cases(Effort effort);

    /**
     * Measures those of its cases that are wanted, at least one.
     *
     * @param progress told what is measured next, in a few words
     */
    List<Section> measure(Effort effort, Progress progress)
            throws IOException, InterruptedException;

    /** Where is told what happens. */
    @FunctionalInterface
    interface Progress {

        /** A trial begins. */
        void next(String words);
    }
}
