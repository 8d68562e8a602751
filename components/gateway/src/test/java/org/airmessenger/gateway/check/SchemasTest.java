/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.files.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class SchemasTest {

    private static final Path ROOT = Path.of(System.getProperty("air.project.root"));

    @TempDir private Path home;

    private static List<org.airmessenger.gateway.config.Problem> problems(String name, Path file)
            throws IOException {
        return Schemas.problems(name, file.getFileName().toString(), Files.readString(file));
    }

    private static List<Path> files(String folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"destinations", "rules", "policies", "devices"})
    void everyFileOfConfNamesItsSchemaAndFollowsItAlsoWhatIsCommentedOut(String name)
            throws IOException {
        Path file = ROOT.resolve("distribution/conf").resolve(name + ".yaml");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0))
                .isEqualTo("# yaml-language-server: $schema=schema/" + name + ".schema.json");
        assertThat(ROOT.resolve("distribution/conf/schema").resolve(name + ".schema.json"))
                .exists();
        List<String> sample = new ArrayList<>();
        for (String line : lines) {
            sample.add(line.matches("#(\\S.*|  .*)") ? line.substring(1) : line);
        }
        String text = String.join("\n", sample);
        assertThat(Schemas.problems(name, name, text)).as(text).isEmpty();
    }

    @Test
    void everyCasesFileKameletAndRouteOfTheProjectFollowsItsSchema() throws IOException {
        for (String folder : List.of("kamelets/test", "routes/test")) {
            for (Path file : files(folder, ".cases.yaml")) {
                assertThat(problems("cases", file)).isEmpty();
            }
        }
        for (Path file : files("kamelets", ".kamelet.yaml")) {
            assertThat(problems("kamelet", file)).isEmpty();
        }
        for (Path file : files("routes", ".camel.yaml")) {
            assertThat(problems("route", file)).isEmpty();
        }
    }

    /** One thing wrong in each row: the reader says so, and so does the schema. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    destinations | AIR-6003 | cloud: { sink: s, sinc: t }
                    destinations | AIR-6003 | cloud: { sink: s, retry: { maxTries: 5 } }
                    destinations | AIR-6003 | cloud: { sink: s, batch: { slow: {} } }
                    destinations | AIR-6003 | cloud: { sink: s, caps: { dead: { overflow: refuse } } }
                    destinations | AIR-6004 | cloud: { sink: s, retry: { requestMax: long } }
                    destinations | AIR-6003 | cloud: { sink: s, caps: { bulk: { max: 1GB } } }
                    destinations | AIR-6007 | cloud: { accept: journal }
                    destinations | AIR-6007 | cloud:
                    destinations | AIR-6008 | Cloud: { sink: s }
                    destinations | AIR-6008 | cloud: { sink: My_Sink }
                    destinations | AIR-6004 | [cloud]
                    destinations | AIR-6004 | cloud: air-http-sink
                    destinations | AIR-6004 | cloud: { sink: s, accept: disk }
                    destinations | AIR-6004 | cloud: { sink: s, order: random }
                    destinations | AIR-6004 | cloud: { sink: s, compress: brotli }
                    destinations | AIR-6004 | cloud: { sink: s, concurrency: many }
                    destinations | AIR-6005 | cloud: { sink: s, concurrency: 0 }
                    destinations | AIR-6005 | cloud: { sink: s, retry: { maxAttempts: 1001 } }
                    destinations | AIR-6004 | cloud: { sink: s, retry: { initial: soon } }
                    destinations | AIR-6004 | cloud: { sink: s, batch: { bulk: { maxBytes: 1XB } } }
                    destinations | AIR-6004 | cloud: { sink: s, batch: { bulk: { maxDelay: 5 } } }
                    destinations | AIR-6004 | cloud: { sink: s, caps: { bulk: { overflow: drop } } }
                    destinations | AIR-6004 | cloud: { sink: s, parameters: [url] }
                    destinations | AIR-6004 | cloud: { sink: s, parameters: { url: {} } }
                    rules | AIR-6004 | a: { match: { topic: t } }
                    rules | AIR-6007 | - { match: { topic: t } }
                    rules | AIR-6007 | - { id: a }
                    rules | AIR-6007 | - { id: a, match: {} }
                    rules | AIR-6003 | - { id: a, match: { topic: t }, too: [x] }
                    rules | AIR-6003 | - { id: a, match: { topic: t, qos: 1 } }
                    rules | AIR-6008 | - { id: A b, match: { topic: t } }
                    rules | AIR-6010 | - { id: a, match: { topic: "a/#/b" } }
                    rules | AIR-6010 | - { id: a, match: { topic: "$SYS/x" } }
                    rules | AIR-6010 | - { id: a, match: { topic: "a+/b" } }
                    rules | AIR-6010 | - { id: a, match: { topic: "" } }
                    rules | AIR-6005 | - { id: a, match: { topic: t }, priority: 10 }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, priority: high }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, to: cloud }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, to: [{}] }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, local: maybe }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, stop: 1 }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, where: {} }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, where: { jq: x, simple: y } }
                    rules | AIR-6003 | - { id: a, match: { topic: t }, where: { sql: x } }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, where: { jq: " " } }
                    rules | AIR-6004 | - { id: a, match: { topic: t }, where: always }
                    policies | AIR-6003 | p: { publsh: [] }
                    policies | AIR-6003 | p: { limits: { rate: 1 } }
                    policies | AIR-6008 | P: {}
                    policies | AIR-6004 | p: { publish: "a/#" }
                    policies | AIR-6004 | p: { publish: [[a]] }
                    policies | AIR-6010 | p: { publish: ["a/#/b"] }
                    policies | AIR-6010 | p: { subscribe: ["$share/g/a"] }
                    policies | AIR-6010 | p: { publish: ["a/${user}"] }
                    policies | AIR-6005 | p: { maxPriority: 10 }
                    policies | AIR-6005 | p: { limits: { burst: 0 } }
                    policies | AIR-6004 | p: { limits: { bytesPerSecond: fast } }
                    policies | AIR-6004 | p: 7
                    devices | AIR-6003 | d: { policy: p, tenent: t }
                    devices | AIR-6007 | d: { tenant: t }
                    devices | AIR-6008 | "d/1": { policy: p }
                    devices | AIR-6008 | d: { policy: p, tenant: "a b" }
                    devices | AIR-6004 | d: { policy: p, revoked: no way }
                    devices | AIR-6004 | d: p
                    devices | AIR-6004 | [d]
                    """)
    void whatTheReaderRefusesForItsFormTheSchemaRefusesToo(String name, String code, String text)
            throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf/" + name + ".yaml"), text + "\n");
        assertThat(FourFiles.load(home).problems())
                .extracting(Problem::code)
                .as(text)
                .contains(code);
        assertThat(Schemas.problems(name, name, text)).as(text).isNotEmpty();
    }

    @Test
    void whatTheReaderTakesTheSchemaTakesToo() throws IOException {
        Path conf = Files.createDirectories(home.resolve("conf"));
        Files.writeString(
                conf.resolve("destinations.yaml"),
                """
                cloud:
                  sink: air-http-sink
                  parameters: { url: "{{env:URL}}", port: 8080, tls: true }
                  batch: { normal: { maxMessages: "10", maxBytes: 2048 }, bulk: }
                  retry:
                """);
        Files.writeString(
                conf.resolve("rules.yaml"),
                """
                - { id: a, match: { topic: "#" }, to: [cloud], local: FALSE }
                - { id: b, match: { topic: "+/a/+/#" }, to: [], priority: 0 }
                - { id: c, match: { topic: "/a//b/" }, where: { jq: "1" } }
                """);
        Files.writeString(
                conf.resolve("policies.yaml"),
                "p:\nq: { publish: [\"a/${device}-${tenant}/+/#\", \"#\"], limits: }\n");
        Files.writeString(conf.resolve("devices.yaml"), "a.b:c_d-1: { policy: p, tenant: 7 }\n");
        assertThat(FourFiles.load(home).problems()).isEmpty();
        for (String name : List.of("destinations", "rules", "policies", "devices")) {
            assertThat(problems(name, conf.resolve(name + ".yaml"))).isEmpty();
        }
    }
}
