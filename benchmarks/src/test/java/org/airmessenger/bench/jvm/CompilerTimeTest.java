/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A part of what the whole process has cost. */
@EnabledOnOs(OS.LINUX)
class CompilerTimeTest {

    @Test
    void findsWhatThisProcessSpentOnCompiling() {
        long pid = ProcessHandle.current().pid();
        assertThat(CompilerTime.micros(pid)).isPositive().isLessThan(Usage.of(pid).cpuMicros());
    }

    @Test
    void isNothingForAProcessThatIsGone() {
        assertThat(CompilerTime.micros(Integer.MAX_VALUE)).isZero();
    }
}
