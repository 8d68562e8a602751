/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A gateway's folder that lasts as long as the demo: identities, configuration, four files. */
final class DemoHome implements AutoCloseable {

    static final String DESTINATION = "cloud";

    private static final String HMAC_FILE = "conf/hmac.key";
    private static final String PREFIX = "thermo-";

    private final Path folder;

    private DemoHome(Path folder) {
        this.folder = folder;
    }

    /** An empty one, readable by its owner alone. */
    static DemoHome create() throws IOException {
        return new DemoHome(Files.createTempDirectory("air-demo-"));
    }

    Path folder() {
        return folder;
    }

    /** The id of a sensor. */
    static String sensor(int number) {
        return PREFIX + (number + 1);
    }

    /** Where a sensor's certificate and key are. */
    Path certificates() {
        return folder.resolve("devices");
    }

    /** Makes the authority and the certificates of all sensors. */
    void issueIdentities(int sensors) {
        Authority authority = new Authority(folder);
        authority.init(List.of());
        for (int i = 0; i < sensors; i++) {
            authority.issue(sensor(i), "plant-a", Duration.ofDays(1), certificates());
        }
    }

    /** Writes the four files and what they refer to. */
    void configure(
            int sensors, CloudFunction function, ThrowawayCertificate certificate, String hmacKey)
            throws IOException {
        Path product = product();
        copy(product.resolve("routes"), folder.resolve("routes"));
        copy(product.resolve("kamelets"), folder.resolve("kamelets"));
        Files.createDirectories(folder.resolve("conf"));
        Path ca = certificate.writeCertificate(folder.resolve("conf/function.pem"));
        write(HMAC_FILE, hmacKey + "\n");
        write("conf/gateway.properties", "air.source.mqtt.port = 0\nair.control.port = 0\n");
        write("conf/destinations.yaml", destinations(function.url(), ca));
        write("conf/rules.yaml", RULES);
        write("conf/policies.yaml", POLICIES);
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < sensors; i++) {
            devices.append(sensor(i)).append(": { policy: sensor, tenant: plant-a }\n");
        }
        write("conf/devices.yaml", devices.toString());
    }

    private static String destinations(String url, Path ca) {
        return """
                %s:
                  sink: air-http-sink
                  parameters:
                    url: "%s"
                    caFile: "%s"
                    hmacKey: "{{file:%s}}"
                  batch:
                    urgent: { maxMessages: 1 }
                    normal: { maxMessages: 100, maxDelay: 500ms, maxBytes: 1MB }
                  concurrency: 8
                  order: device
                  retry: { initial: 200ms, max: 1s, maxAttempts: 5 }
                """
                .formatted(DESTINATION, url, ca, HMAC_FILE);
    }

    private static final String RULES =
            """
            - id: overheating
              match: { topic: "sensors/+/temperature" }
              where: { jsonpath: "$[?(@.celsius > 80)]" }
              priority: 9
              to: [cloud]
              stop: true
            - id: telemetry
              match: { topic: "sensors/#" }
              to: [cloud]
            """;

    private static final String POLICIES =
            """
            sensor:
              publish: ["sensors/${device}/#"]
              subscribe: ["commands/${device}/#"]
              limits: { messagesPerSecond: 1000, burst: 2000, bytesPerSecond: 1MB, maxMessageBytes: 64KB }
              maxPriority: 6
            """;

    /** The unpacked distribution, or the checkout that this is run from. */
    private static Path product() throws IOException {
        String told = System.getProperty("air.dist", System.getProperty("air.project.root", ""));
        Path start = Path.of(told).toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("routes"))
                    && Files.isDirectory(at.resolve("kamelets"))) {
                return at;
            }
        }
        throw new IOException(
                "AIR-9081 the folders routes and kamelets must be in or above "
                        + start
                        + " but are not: run bin/air of the distribution");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(DemoHome::isProduct).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static boolean isProduct(Path file) {
        return Files.isRegularFile(file) && file.getFileName().toString().endsWith(".yaml");
    }

    @Override
    public void close() throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException e)
                            throws IOException {
                        Files.deleteIfExists(directory);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
