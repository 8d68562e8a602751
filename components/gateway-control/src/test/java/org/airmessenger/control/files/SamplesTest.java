/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.files.FourFiles.Loaded;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Policy;
import org.airmessenger.message.LaneClass;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The samples that air init copies say what the code does. */
class SamplesTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root", "../.."));

    /** A sample's line begins with # and no single space; a remark's with # and one. */
    private static final Pattern COMMENTED = Pattern.compile("(?m)^#(?! \\S)");

    @TempDir Path home;

    private void copy(boolean uncommented) throws IOException {
        Files.createDirectories(home.resolve("conf"));
        for (String name : FourFiles.NAMES) {
            String text = Files.readString(ROOT.resolve("distribution").resolve(name));
            Files.writeString(
                    home.resolve(name),
                    uncommented ? COMMENTED.matcher(text).replaceAll("") : text);
        }
    }

    private Loaded loaded() {
        Loaded loaded = FourFiles.load(home);
        assertThat(loaded.problems()).isEmpty();
        return loaded;
    }

    @Test
    void areSoundAsTheyAreAndWithoutTheirCommentSigns() throws IOException {
        copy(false);
        assertThat(loaded().model().destinations()).isEmpty();
        copy(true);
        Loaded loaded = loaded();
        assertThat(loaded.model().rules()).hasSize(2);
        assertThat(loaded.model().devices().get("thermo-2").revoked()).isTrue();
    }

    @Test
    void showTheDefaultsOfADestination() throws IOException {
        copy(true);
        Destination shown = loaded().model().destinations().get("cloud");
        Files.writeString(home.resolve("conf/destinations.yaml"), "cloud: { sink: air-http-sink }");
        Destination standard = loaded().model().destinations().get("cloud");
        assertThat(shown)
                .usingRecursiveComparison()
                .ignoringFields("parameters", "place")
                .isEqualTo(standard);
    }

    @Test
    void showTheDefaultsOfAPolicy() throws IOException {
        copy(true);
        Policy shown = loaded().model().policies().get("sensor");
        Files.writeString(home.resolve("conf/policies.yaml"), "sensor: {}");
        Policy standard = loaded().model().policies().get("sensor");
        assertThat(shown.limits()).isEqualTo(standard.limits());
        assertThat(shown.maxPriority()).isEqualTo(standard.maxPriority());
    }

    @Test
    void agreeWithTheTemplateOfDelivery() throws IOException {
        copy(false);
        Files.writeString(home.resolve("conf/destinations.yaml"), "cloud: { sink: air-http-sink }");
        Destination standard = loaded().model().destinations().get("cloud");
        String template = Files.readString(ROOT.resolve("routes/4-delivery.camel.yaml"));
        for (LaneClass lane : LaneClass.values()) {
            Destination.Batch batch = standard.batches().get(lane);
            Destination.Cap cap = standard.caps().get(lane);
            String word = lane.word();
            assertThat(value(template, word + "MaxMessages")).isEqualTo("" + batch.maxMessages());
            assertThat(value(template, word + "MaxDelay"))
                    .isEqualTo("" + batch.maxDelay().toMillis());
            assertThat(value(template, word + "MaxBytes")).isEqualTo("" + batch.maxBytes());
            assertThat(value(template, word + "CapBytes")).isEqualTo("" + cap.maxBytes());
            assertThat(value(template, word + "Overflow"))
                    .isEqualTo(cap.overflow().name().toLowerCase(Locale.ROOT));
        }
        Destination.Retry retry = standard.retry();
        assertThat(value(template, "retryInitial")).isEqualTo("" + retry.initial().toMillis());
        assertThat(value(template, "retryMax")).isEqualTo("" + retry.max().toMillis());
        assertThat(value(template, "maxAttempts")).isEqualTo("" + retry.maxAttempts());
        assertThat(value(template, "requestMax")).isEqualTo("" + retry.requestMax().toMillis());
        assertThat(value(template, "deadCapBytes")).isEqualTo("" + standard.deadMaxBytes());
        assertThat(value(template, "concurrency")).isEqualTo("" + standard.concurrency());
    }

    private static String value(String template, String parameter) {
        Matcher matcher =
                Pattern.compile("name: " + parameter + ", defaultValue: \"([^\"]*)\"")
                        .matcher(template);
        assertThat(matcher.find()).as(parameter).isTrue();
        return matcher.group(1);
    }
}
