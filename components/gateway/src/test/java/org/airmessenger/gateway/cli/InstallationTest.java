/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class InstallationTest {

    @TempDir Path folder;

    @Test
    void findsTheStartArchiveOfTheFolderOrOfTheDistribution() throws IOException {
        Path distribution = Files.createDirectories(folder.resolve("dist"));
        assertThat(Installation.archive(folder, distribution.toString()).text())
                .startsWith("none yet");
        Path shipped = distribution.resolve("archive/start-1-2.archive");
        Files.createDirectories(shipped.getParent());
        Files.createFile(shipped);
        assertThat(Installation.archive(folder, distribution.toString()).text())
                .startsWith(shipped.toString());
        Path own = folder.resolve("cache/start-3-4.archive");
        Files.createDirectories(own.getParent());
        Files.createFile(own);
        assertThat(Installation.archive(folder, null).text()).startsWith(own.toString());
    }

    @Test
    void warnsInAContainerOnlyOfADoorThatNobodyOutsideReaches() {
        assertThat(Installation.container(settings()).state()).isEqualTo(Doctor.WARN);
        assertThat(Installation.container(settings("air.source.mqtt.host=0.0.0.0")).state())
                .isEqualTo(Doctor.OK);
    }

    @Test
    void warnsOfDoorsThatMayTakeMoreThanTheProcessMayOpen() {
        assertThat(OpenFiles.of(settings(), 41_000).state()).isEqualTo(Doctor.OK);
        assertThat(OpenFiles.of(settings(), 40_999).state()).isEqualTo(Doctor.WARN);
        assertThat(OpenFiles.of(settings(), 40_999).text())
                .contains("40000 connections", "40999 files");
        Settings without = settings("air.source.wire.enabled=false");
        assertThat(OpenFiles.of(without, 31_000).state()).isEqualTo(Doctor.OK);
    }

    private Settings settings(String... sets) {
        return SettingsReader.read(folder, List.of(sets), Map.of(), new ArrayList<>());
    }
}
