/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.api.GatewayControl;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A whole gateway in a folder of its own, with a function that counts, and files to edit. */
final class ReloadFixture implements AutoCloseable {

    final Path home;
    final CloudFunction function = CloudFunction.start(FunctionOptions.plain());
    AirGateway gateway;

    ReloadFixture(Path folder) throws IOException {
        home = folder.resolve("home");
        System.setProperty("air.dist", System.getProperty("air.project.root"));
        air("init");
        Files.writeString(home.resolve("conf/policies.yaml"), POLICIES);
        Files.writeString(home.resolve("conf/devices.yaml"), "");
        Files.writeString(home.resolve("conf/destinations.yaml"), destination(function.url()));
        Files.writeString(home.resolve("conf/rules.yaml"), RULES);
    }

    private static final String RULES =
            "- { id: all, match: { topic: \"sensors/#\" }, to: [cloud] }\n";

    private static final String POLICIES =
            """
            load:
              publish: ["sensors/${device}/#"]
              subscribe: ["none/${device}"]
              limits: { messagesPerSecond: 100000, burst: 100000, bytesPerSecond: 1GB, maxMessageBytes: 64KB }
              maxPriority: 9
            """;

    static String destination(String url) {
        return """
        cloud:
          sink: air-http-sink
          parameters: { url: "%s" }
          batch: { normal: { maxMessages: 100, maxDelay: 50ms } }
          concurrency: 4
          retry: { initial: 50ms, max: 200ms }
        """
                .formatted(url);
    }

    void start(String... sets) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "air.source.mqtt.port=0",
                                "air.source.web.port=0",
                                "air.source.wire.port=0",
                                "air.control.port=0",
                                "air.source.mqtt.plain.enabled=true",
                                "air.source.mqtt.plain.port=0",
                                "air.source.mqtt.plain.anonymous=true",
                                "air.source.mqtt.plain.policy=load"));
        all.addAll(Arrays.asList(sets));
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, all, Map.of(), problems);
        assertThat(problems).isEmpty();
        gateway = AirGateway.start(settings);
    }

    /** Without the watch: the test says itself when files are to be read. */
    void startUnwatched() {
        start("air.control.reload.enabled=false");
    }

    int port() {
        return gateway.port(AirGateway.MQTT_PLAIN);
    }

    void edit(String file, UnaryOperator<String> change) throws IOException {
        Path path = home.resolve(file);
        Files.writeString(path, change.apply(Files.readString(path)));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(home.resolve(file), text);
    }

    /** What the reload changed. */
    List<String> reload() {
        List<String> changed = new ArrayList<>();
        OperatorClient.of(home).reload().path("changed").forEach(one -> changed.add(one.asText()));
        return changed;
    }

    /** The same without the operator port, which is slow while the processor is busy. */
    List<String> reloadInside() {
        return gateway.camel()
                .getRegistry()
                .lookupByNameAndType(GatewayControl.BEAN, GatewayControl.class)
                .reload()
                .changed();
    }

    JsonNode status() {
        return OperatorClient.of(home).status();
    }

    /** What anybody is told at {@code /observe/health}. */
    String health() throws IOException, InterruptedException {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", Pem.certificate(new Authority(home).deviceCa()));
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            tls.init(null, trust.getTrustManagers(), null);
            URI uri =
                    URI.create(
                            "https://127.0.0.1:"
                                    + gateway.port(AirGateway.OPERATOR)
                                    + "/observe/health/ready");
            return HttpClient.newBuilder()
                    .sslContext(tls)
                    .build()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Ids of all routes whose id begins like this. */
    List<String> routes(String prefix) {
        return gateway.camel().getRoutes().stream()
                .map(org.apache.camel.Route::getRouteId)
                .filter(id -> id.startsWith(prefix))
                .sorted()
                .toList();
    }

    /** Exit code and output of a command. */
    String air(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--home", home.toString()));
        StringWriter out = new StringWriter();
        var line = Air.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(System.err, true));
        return line.execute(all.toArray(String[]::new)) + "\n" + out;
    }

    @Override
    public void close() {
        System.clearProperty("air.dist");
        if (gateway != null) {
            gateway.close();
        }
        function.close();
    }
}
