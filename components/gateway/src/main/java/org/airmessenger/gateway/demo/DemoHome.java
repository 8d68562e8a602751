/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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

    /** Makes the authority, the keys of tokens and the certificates of all sensors. */
    void issueIdentities(int sensors) {
        Authority authority = new Authority(folder);
        authority.init(List.of());
        new Tokens(folder, TokenSettings.STANDARD).init();
        for (int i = 0; i < sensors; i++) {
            authority.issue(sensor(i), "plant-a", Duration.ofDays(1), certificates());
        }
    }

    /** Writes the four files and what they refer to. */
    void configure(
            int sensors, CloudFunction function, ThrowawayCertificate certificate, String hmacKey)
            throws IOException {
        ThrowawayHome.copyProduct(folder);
        Files.createDirectories(folder.resolve("conf"));
        Path ca = certificate.writeCertificate(folder.resolve("conf/function.pem"));
        write(HMAC_FILE, hmacKey + "\n");
        write(
                "conf/gateway.properties",
                "air.source.mqtt.port = 0\nair.source.web.port = 0\nair.source.wire.port = 0\nair.control.port = 0\n");
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

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Override
    public void close() throws IOException {
        ThrowawayHome.remove(folder);
    }
}
