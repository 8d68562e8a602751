/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ConfigFileTest {

    private static final Path COMMITTED =
            Path.of(System.getProperty("air.project.root"), "distribution/conf/gateway.properties");

    @Test
    void committedFileIsWhatTheKeysSay() throws Exception {
        assertThat(COMMITTED)
                .as("regenerate it: the expected text is the file's new content")
                .hasContent(ConfigFile.text());
    }

    @Test
    void namesEveryKeyWithItsDefaultInAComment() {
        List<String> lines = ConfigFile.text().lines().toList();
        for (ConfigKey key : ConfigKeys.all()) {
            assertThat(lines).contains(("#" + key.name() + " = " + key.standard()).strip());
        }
    }

    @Test
    void isAcceptedWithEveryLineSwitchedOn(@TempDir Path home) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        String all = ConfigFile.text().replaceAll("(?m)^#(air\\.[^ ]+ = .+)$", "$1");
        Files.writeString(home.resolve(SettingsReader.FILE), all);
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, List.of(), Map.of(), problems);
        assertThat(problems).isEmpty();
        assertThat(settings.number(ConfigKeys.MQTT_PORT)).isEqualTo(8883);
    }

    @Test
    void everyDefaultIsOfItsTypeAndInItsRange() {
        for (ConfigKey key : ConfigKeys.all()) {
            assertThat(key.parse(key.standard())).as(key.name()).isNotNull();
        }
    }
}
