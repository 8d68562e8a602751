/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.day;

import org.airmessenger.gateway.demo.function.Arrival;
import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.Received;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A cloud function over HTTPS that remembers what came, in order. */
final class Cloud implements AutoCloseable {

    private static final Pattern BASE64 = Pattern.compile("\"data_base64\":\"([^\"]*)\"");
    private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

    private final Path certificate;
    private final CloudFunction function;
    private final List<Delivered> delivered = new CopyOnWriteArrayList<>();

    /**
     * A message that came.
     *
     * @param event what it says of itself
     * @param sequence the number in its body; -1 if there is none
     * @param batched in how large a batch; 0: alone
     * @param latencyMillis since the gateway took it in
     */
    record Delivered(Arrival event, long sequence, int batched, long latencyMillis) {}

    Cloud() throws IOException {
        ThrowawayCertificate made = ThrowawayCertificate.make();
        certificate = made.writeCertificate(Files.createTempFile("air-day-", ".pem"));
        function = CloudFunction.start(FunctionOptions.secure(made));
        function.watch(this::note);
    }

    private void note(Received request) {
        long now = System.currentTimeMillis();
        List<Long> sequences = sequences(request);
        List<Delivered> fresh = new ArrayList<>();
        for (int i = 0; i < request.arrivals().size(); i++) {
            Arrival event = request.arrivals().get(i);
            int size = request.batch() ? request.arrivals().size() : 0;
            fresh.add(new Delivered(event, sequences.get(i), size, now - event.timeMillis()));
        }
        delivered.addAll(fresh);
    }

    /** MQTT 3.1.1 cannot say that a body is JSON, so a batch carries it in Base64. */
    private static List<Long> sequences(Received request) {
        String text = new String(request.content(), StandardCharsets.UTF_8);
        return request.batch()
                ? BASE64.matcher(text)
                        .results()
                        .map(found -> new String(Base64.getDecoder().decode(found.group(1))))
                        .map(Cloud::sequence)
                        .toList()
                : List.of(sequence(text));
    }

    private static long sequence(String body) {
        Matcher found = SEQUENCE.matcher(body);
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    /** Where it listens. */
    String url() {
        return function.url();
    }

    /** What the sink must trust. */
    Path certificate() {
        return certificate;
    }

    /** What came from a device, in order. */
    List<Delivered> from(String device) {
        return delivered.stream().filter(each -> each.event().device().equals(device)).toList();
    }

    /** The sequence numbers that came from a device. */
    Set<Long> sequences(String device) {
        return from(device).stream().map(Delivered::sequence).collect(Collectors.toSet());
    }

    /** All that came, in order. */
    List<Delivered> all() {
        return List.copyOf(delivered);
    }

    /** Refuses connections from now on. */
    void goAway() {
        function.goAway();
    }

    /** Listens again. */
    void comeBack() {
        function.comeBack();
    }

    /** How many different messages came. */
    long unique() {
        return delivered.stream().map(each -> each.event().id()).distinct().count();
    }

    @Override
    public void close() throws IOException {
        function.close();
        Files.deleteIfExists(certificate);
    }
}
