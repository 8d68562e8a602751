/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.files.FourFiles.Check;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Revocation;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceLoader;
import org.apache.camel.spi.RoutesLoader;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A gateway of which only the operator port is real: the route file, the server, the files. */
final class TestGateway implements AutoCloseable {

    final Path home;
    final Authority authority;
    final LiveModel live;
    final FakeBroker broker = new FakeBroker();
    final FakeLanes lanes = new FakeLanes();
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final List<String> evicted = Collections.synchronizedList(new ArrayList<>());
    final List<Revocation> revocations = Collections.synchronizedList(new ArrayList<>());
    final DeviceRegistry devices;
    final DefaultCamelContext context = new DefaultCamelContext();
    final OperatorServer server;

    TestGateway(Path home, List<Check> checks) throws Exception {
        this(home, checks, OperatorSettings.STANDARD.withPort(0));
    }

    TestGateway(Path home, List<Check> checks, OperatorSettings settings) throws Exception {
        this.home = home;
        authority = new Authority(home);
        authority.init(List.of());
        ControlPlane plane = new ControlPlane(home, checks, null, TokenSettings.STANDARD);
        live = plane.live();
        devices = plane.devices();
        devices.onRevoked(revocation -> evicted.add(revocation.device()));
        devices.onRevoked(revocations::add);
        context.getRegistry().bind(Broker.BEAN, broker);
        context.getRegistry().bind(Lanes.BEAN, lanes);
        context.getRegistry().bind("metricsRegistry", meters);
        plane.install(context, settings, meters, "1.2.3");
        server =
                context.getRegistry()
                        .lookupByNameAndType(OperatorServer.BEAN, OperatorServer.class);
        Path file =
                Path.of(System.getProperty("air.project.root", "../.."))
                        .resolve("routes/control-operator.camel.yaml");
        ExtendedCamelContext extension = context.getCamelContextExtension();
        Resource resource =
                extension
                        .getContextPlugin(ResourceLoader.class)
                        .resolveResource("file:" + file.toAbsolutePath());
        extension.getContextPlugin(RoutesLoader.class).loadRoutes(resource);
    }

    TestGateway start() {
        context.start();
        return this;
    }

    OperatorClient client() {
        return OperatorClient.of(home);
    }

    /** A raw call, with whatever TLS identity. */
    HttpResponse<String> call(SSLContext tls, String method, String path, String body)
            throws Exception {
        return send(tls, request(method, path, body).build());
    }

    HttpRequest.Builder request(String method, String path, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.getPort() + path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        return body == null ? request : request.header("Content-Type", "application/json");
    }

    static HttpResponse<String> send(SSLContext tls, HttpRequest request) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.stop();
    }

    static void write(Path home, String name, String text) throws Exception {
        Files.createDirectories(home.resolve("conf"));
        Files.writeString(home.resolve("conf").resolve(name + ".yaml"), text);
    }

    /** A broker of which each answer can be set. */
    static final class FakeBroker implements Broker {
        volatile boolean canPersist = true;
        volatile RuntimeException failure;
        final List<String> evictions = Collections.synchronizedList(new ArrayList<>());

        @Override
        public Map<String, Object> facts() {
            if (failure != null) {
                throw failure;
            }
            return Map.of("journal", "NIO", "connections", 3);
        }

        @Override
        public boolean canPersist() {
            return canPersist;
        }

        @Override
        public String problem() {
            return canPersist ? "" : "disk is full";
        }

        @Override
        public int port(String door) {
            return door.equals("mqtt") ? 8883 : 0;
        }

        @Override
        public int evict(String device, String reason) {
            evictions.add(device + " " + reason);
            return 2;
        }
    }

    /** Lanes with one destination, cloud, and some dead. */
    static final class FakeLanes implements Lanes {
        final Map<String, Dead> dead = new LinkedHashMap<>();
        volatile long accepted = 10;
        volatile long waiting = 3;
        volatile String state = "up";

        @Override
        public List<Account> accounts() {
            return List.of(
                    new Account(
                            "cloud", accepted, 0, 5, waiting, 1, Map.of("expired", 1L), 0, 0, 2));
        }

        @Override
        public List<Lane> lanes() {
            return List.of(
                    new Lane("cloud", state, "", 0, Map.of("urgent", 1L), Map.of(), 4, 1, 8));
        }

        @Override
        public List<Dead> dead(String destination, int limit) {
            check(destination);
            return dead.values().stream().limit(limit).toList();
        }

        @Override
        public Dead dead(String destination, String id) {
            check(destination);
            return dead.get(id);
        }

        @Override
        public int retry(String destination, List<String> ids) {
            return purge(destination, ids);
        }

        @Override
        public int purge(String destination, List<String> ids) {
            check(destination);
            int before = dead.size();
            if (ids.isEmpty()) {
                dead.clear();
            } else {
                dead.keySet().removeAll(ids);
            }
            return before - dead.size();
        }

        private static void check(String destination) {
            if (!destination.equals("cloud")) {
                throw new IllegalArgumentException("no such destination");
            }
        }
    }
}
