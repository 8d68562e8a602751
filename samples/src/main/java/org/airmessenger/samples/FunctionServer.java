/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.Received;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTPS function with a certificate of its own: {@code …_URL} and {@code …_CA}. */
final class FunctionServer implements Server {

    private final CloudFunction function;
    private final Path certificate;
    private final List<Arrived> arrived = new CopyOnWriteArrayList<>();

    FunctionServer(Path scratch) {
        ThrowawayCertificate made = ThrowawayCertificate.make();
        certificate = made.writeCertificate(scratch.resolve("function.pem"));
        function = CloudFunction.start(FunctionOptions.secure(made));
        function.watch(this::note);
    }

    private void note(Received request) {
        try {
            arrived.addAll(
                    request.batch() || structured(request)
                            ? Events.read(request.content())
                            : List.of(binary(request)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean structured(Received request) {
        return request.headers()
                .getOrDefault("content-type", "")
                .startsWith("application/cloudevents+json");
    }

    private static Arrived binary(Received request) {
        return new Arrived(
                header(request, "ce-id"),
                header(request, "ce-device"),
                header(request, "ce-subject"),
                Events.laneClass(header(request, "ce-priority")),
                new String(request.content(), StandardCharsets.UTF_8));
    }

    private static String header(Received request, String name) {
        String value = request.headers().get(name);
        return value == null ? null : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("URL", function.url(), "CA", certificate.toString());
    }

    @Override
    public List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    @Override
    public void goAway() {
        function.goAway();
    }

    @Override
    public void comeBack() {
        function.comeBack();
    }

    @Override
    public void close() {
        function.close();
    }
}
