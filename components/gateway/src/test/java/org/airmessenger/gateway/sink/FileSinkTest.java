/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Lines on disk, whole and in order, whatever happens to the disk. */
class FileSinkTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private SinkRoutes sinks;

    @BeforeEach
    void start() throws Exception {
        sinks = new SinkRoutes();
    }

    @AfterEach
    void stop() {
        sinks.close();
    }

    private Path out() {
        return folder.resolve("out put");
    }

    private void add(String... more) throws Exception {
        sinks.add(
                "archive",
                "air-file-sink",
                SinkRoutes.with(Map.of("folder", out().toString()), more));
    }

    private DeliveryException send(Object body) throws Exception {
        return sinks.send("archive", body).get(30, TimeUnit.SECONDS);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(out())) {
            return files.sorted().toList();
        }
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            assertThat(Files.readString(file)).endsWith("\n");
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private List<Message> batch(String device, int size) {
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(sinks.message(device, device + "/" + i, "{\"n\":" + i + "}"));
        }
        return batch;
    }

    @Test
    void appendsOneCloudEventPerLineWhateverTheBody() throws Exception {
        add();
        Message pretty = sinks.message("thermo-1", "id-1", "{\n  \"celsius\": 81\r\n}");
        Message binary = sinks.message("thermo-1", "id-2", "a\nb");
        binary.removeHeader(AirHeaders.CONTENT_TYPE);

        assertThat(send(pretty)).isNull();
        assertThat(send(List.of(binary))).isNull();

        assertThat(lines()).hasSize(2);
        JsonNode first = JSON.readTree(lines().get(0));
        assertThat(first.at("/data/celsius").asInt()).isEqualTo(81);
        assertThat(first.at("/id").asText()).isEqualTo("id-1");
        assertThat(JSON.readTree(lines().get(1)).at("/data_base64").binaryValue())
                .asString()
                .isEqualTo("a\nb");
    }

    @Test
    void writesRawBodiesButNoneThatWouldBeTwoLines() throws Exception {
        add("format", "raw");

        DeliveryException verdict =
                send(
                        List.of(
                                sinks.message("d", "one", "plain"),
                                sinks.message("d", "two", "not\nplain"),
                                sinks.message("d", "three", "plain too")));

        assertThat(verdict.refused()).containsOnlyKeys("two");
        assertThat(verdict.refused().get("two")).contains("AIR-5155");
        assertThat(lines()).containsExactly("plain", "plain too");
    }

    @Test
    void keepsConcurrentRequestsApartAndRollsBySize() throws Exception {
        add("maxFileBytes", "20000");
        List<CompletableFuture<DeliveryException>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(sinks.send("archive", batch("device-" + i, 10)));
        }
        for (CompletableFuture<DeliveryException> one : all) {
            assertThat(one.get(30, TimeUnit.SECONDS)).isNull();
        }

        assertThat(files()).hasSizeGreaterThan(5);
        for (Path file : files()) {
            assertThat(Files.size(file)).isLessThanOrEqualTo(20000);
        }
        Map<String, Integer> last = new HashMap<>();
        for (Path file : files()) {
            for (String line : Files.readAllLines(file)) {
                JsonNode event = JSON.readTree(line);
                int number = event.at("/data/n").asInt();
                String device = event.at("/device").asText();
                assertThat(number).isEqualTo(last.getOrDefault(device, -1) + 1);
                last.put(device, number);
            }
        }
        assertThat(last).hasSize(40).allSatisfy((device, n) -> assertThat(n).isEqualTo(9));
    }

    @Test
    void removesTheLineThatACrashCutOff() throws Exception {
        add();
        assertThat(send(batch("one", 3))).isNull();
        sinks.close();
        String torn = "{\"id\":\"torn" + "x".repeat(200_000);
        Files.writeString(files().get(0), torn, StandardOpenOption.APPEND);
        sinks = new SinkRoutes();
        add();

        assertThat(send(batch("two", 2))).isNull();

        assertThat(lines()).hasSize(5).noneMatch(line -> line.contains("torn"));
    }

    @Test
    void removesTheLineThatACrashCutOffBeforeMidnight() throws Exception {
        Files.createDirectories(out());
        Path before = out().resolve("messages-2026-01-01.1.ndjson");
        Path other = out().resolve("messages-2-2026-01-01.ndjson");
        Files.writeString(before, "{\"id\":\"whole\"}\n{\"id\":\"torn");
        Files.writeString(other, "another destination writes");
        add();

        assertThat(send(batch("one", 1))).isNull();

        assertThat(before).hasContent("{\"id\":\"whole\"}\n");
        assertThat(other).hasContent("another destination writes");
    }

    @Test
    void takesAFullDiskForAnOutageAndLeavesNoHalf() throws Exception {
        add();
        Files.createDirectories(out());
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (LocalDate day : List.of(today, today.plusDays(1))) {
            Files.createSymbolicLink(
                    out().resolve("messages-" + day + ".ndjson"), Path.of("/dev/full"));
        }

        DeliveryException verdict = send(batch("one", 3));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict).hasMessageContaining("AIR-5156").hasMessageContaining("space");
        for (Path link : files()) {
            Files.delete(link);
        }
        assertThat(send(batch("one", 3))).isNull();
        assertThat(lines()).hasSize(3);
    }

    @Test
    void takesAFolderThatIsNoneForAnOutage() throws Exception {
        Files.writeString(out(), "a file");
        add();

        assertThat(send(batch("one", 1)).isAway()).isTrue();
    }

    @Test
    void namesNoFileAfterAMessage() throws Exception {
        add();
        Message sly = sinks.message("..", "id-1", "{}");
        sly.setHeader(AirHeaders.TOPIC, "../../etc");
        sly.setHeader("AirDestination", "../../sly");
        sly.setHeader("CamelFileName", "../sly");
        sly.setHeader("CamelOverruleFileName", "../sly");

        assertThat(send(sly)).isNull();

        assertThat(files())
                .singleElement()
                .satisfies(
                        file -> assertThat(file.getFileName().toString()).startsWith("messages-"));
        assertThat(folder.resolve("sly")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "folder, ../elsewhere, AIR-5150",
        "folder, relative-without-a-home, AIR-5150",
        "format, csv, AIR-5151",
        "maxFileBytes, 10, AIR-5152",
        "maxFileBytes, many, AIR-5152",
    })
    void refusesToStartWith(String name, String value, String code) {
        assertThatThrownBy(() -> add(name, value)).rootCause().hasMessageContaining(code);
    }
}
