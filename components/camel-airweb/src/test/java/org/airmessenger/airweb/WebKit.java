/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.door.TestIdentities;
import org.airmessenger.door.TestPki;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** A gateway of one web listener and one step, with real TLS on a free port. */
public final class WebKit implements AutoCloseable {

    /** Long enough for a machine that has other things to do. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    final TestIdentities identities = new TestIdentities();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final WebConfiguration options = new WebConfiguration();
    final DefaultCamelContext context = new DefaultCamelContext();
    final AirwebComponent component = new AirwebComponent();
    final TestPki.Identity authority;
    final Path directory;
    private boolean sockets;

    private WebKit(Path directory) throws Exception {
        this.directory = directory;
        authority = TestPki.authority("device-ca");
        TestPki.Identity server = TestPki.device("gateway", authority);
        options.setPort(0);
        options.setCertificateFile(
                server.writeCertificate(directory.resolve("server.pem")).toString());
        options.setKeyFile(server.writeKey(directory.resolve("server.key")).toString());
        options.setClientCaFiles(
                authority.writeCertificate(directory.resolve("ca.pem")).toString());
    }

    static WebKit start(Path directory, AsyncProcessor step) throws Exception {
        return start(directory, kit -> {}, step);
    }

    static WebKit start(Path directory, Consumer<WebKit> more, AsyncProcessor step)
            throws Exception {
        WebKit kit = new WebKit(directory);
        more.accept(kit);
        kit.component.setConfiguration(kit.options);
        kit.context.getRegistry().bind("identities", kit.identities);
        kit.context.getRegistry().bind("meters", kit.meters);
        kit.context.addComponent("airweb", kit.component);
        kit.context.getShutdownStrategy().setTimeout(20);
        kit.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airweb:messages").routeId("door").process(step);
                        if (kit.sockets) {
                            from("airweb:ws").routeId("sockets").process(step);
                        }
                    }
                });
        try {
            kit.context.start();
        } catch (Exception e) {
            kit.close();
            throw e;
        }
        return kit;
    }

    /** With WebSockets, too. */
    static WebKit withSockets(Path directory, Consumer<WebKit> more, AsyncProcessor step)
            throws Exception {
        return start(
                directory,
                kit -> {
                    kit.sockets = true;
                    more.accept(kit);
                },
                step);
    }

    int port() {
        return component.port();
    }

    URI uri(String path) {
        return URI.create("https://127.0.0.1:" + port() + path);
    }

    /** A device with a certificate of the authority. */
    TestPki.Identity device(String name) throws Exception {
        return TestPki.device(name, authority);
    }

    /** TLS that shows a certificate, or none. */
    SSLContext tls(TestPki.Identity identity) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        KeyManager[] keys = identity == null ? null : identity.keyManagers().getKeyManagers();
        tls.init(keys, authority.trustManagers().getTrustManagers(), null);
        return tls;
    }

    /** TLS that shows a certificate although nobody asked for one of its authority. */
    SSLContext insisting(TestPki.Identity identity) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new KeyManager[] {identity.insisting()},
                authority.trustManagers().getTrustManagers(),
                null);
        return tls;
    }

    HttpClient client(String device) throws Exception {
        return client(device == null ? null : device(device), HttpClient.Version.HTTP_2);
    }

    HttpClient client(TestPki.Identity identity, HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(tls(identity))
                .connectTimeout(LIMIT)
                .build();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(LIMIT);
    }

    HttpRequest post(String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    /** Sends it; the answer must be one that the API's document knows. */
    static HttpResponse<String> send(HttpClient client, HttpRequest request) throws Exception {
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        ApiCheck.check(answer);
        return answer;
    }

    double count(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        context.stop();
    }
}
