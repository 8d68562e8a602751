/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.cli.DeviceTls;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** The product as people run it: {@code air init}, {@code air device add}, {@code air run}. */
final class House implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(120);
    private static final Pattern READY =
            Pattern.compile("\"ready\":true.*\"mqtt\":(\\d+).*\"operator\":(\\d+)");

    private final Path home;
    private final Path certificates;
    private ChildJvm child;
    private int port;
    private int operatorPort;
    private HttpClient operator;

    private House(Path home) throws IOException {
        this.home = home;
        certificates = Files.createDirectory(home.resolve("devices"));
    }

    /** A folder after {@code air init}, with the three files that people write. */
    static House init(String destinations, String rules, String policies)
            throws IOException, InterruptedException {
        House house = new House(Folders.create("air-day-"));
        try {
            ChildJvm init = house.command("init", "--json");
            init.awaitLine(Pattern.compile("\"made\":"), START);
            init.close();
            house.write(
                    "gateway.properties",
                    "air.source.mqtt.port = 0\nair.source.web.port = 0\nair.source.wire.port = 0\nair.control.port = 0\n");
            house.write("destinations.yaml", destinations);
            house.write("rules.yaml", rules);
            house.write("policies.yaml", policies);
            house.write("devices.yaml", "{}\n");
            return house;
        } catch (IOException | InterruptedException e) {
            house.close();
            throw e;
        }
    }

    /** Starts it; when this returns its doors are open. */
    void run() throws IOException, InterruptedException, GeneralSecurityException {
        child = command("run", "--json");
        MatchResult ready = child.awaitLine(READY, START);
        port = Integer.parseInt(ready.group(1));
        operatorPort = Integer.parseInt(ready.group(2));
        operator = operator();
    }

    /** Runs {@code air} in this JVM; its output. */
    String air(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = Air.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(out, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--home", home.toString()));
        int code = line.execute(all.toArray(String[]::new));
        assertThat(code).as("air %s: %s", String.join(" ", all), out).isZero();
        return out.toString();
    }

    /** Registers a device and issues its certificate. */
    void add(String device, String policy) {
        air("device", "add", device, "--policy", policy, "--out", certificates.toString());
    }

    /** Its folder. */
    Path home() {
        return home;
    }

    /** Where the devices' files are. */
    Path certificates() {
        return certificates;
    }

    /** Port of MQTT over TLS. */
    int port() {
        return port;
    }

    /** TLS of a device. */
    MqttClientSslConfig tls(String device) throws IOException, GeneralSecurityException {
        return DeviceTls.config(certificates, device);
    }

    /** A counter of {@code /observe/metrics}, all its labels but the reason summed up. */
    double counted(String metric, String reason) throws IOException, InterruptedException {
        URI uri = URI.create("https://127.0.0.1:" + operatorPort + "/observe/metrics");
        HttpResponse<String> answer =
                operator.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .filter(line -> line.contains("reason=\"" + reason + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Its process. */
    ChildJvm process() {
        return child;
    }

    private HttpClient operator() throws IOException, GeneralSecurityException {
        Path folder = Files.createDirectory(home.resolve("operator"));
        Authority authority = new Authority(home);
        Files.copy(authority.operatorKey(), folder.resolve("operator.key"));
        Files.copy(authority.operatorCertificate(), folder.resolve("operator.pem"));
        Files.copy(authority.deviceCa(), folder.resolve("ca.pem"));
        MqttClientSslConfig files = DeviceTls.config(folder, "operator");
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                files.getKeyManagerFactory().orElseThrow().getKeyManagers(),
                files.getTrustManagerFactory().orElseThrow().getTrustManagers(),
                null);
        return HttpClient.newBuilder().sslContext(tls).build();
    }

    private ChildJvm command(String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(ChildJvm.java()));
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Dair.dist=" + System.getProperty("air.project.root"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Air.class.getName(), name, "--home", home.toString()));
        command.addAll(List.of(more));
        return ChildJvm.start("air " + name, command, home.resolve("air-" + name + ".log"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve("conf").resolve(name), text);
    }

    @Override
    public void close() throws IOException {
        if (child != null) {
            child.close();
        }
        Folders.remove(home);
    }
}
