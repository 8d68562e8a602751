/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.mqtt.MqttBroker;
import org.airmessenger.gateway.sink.KafkaBroker;
import org.airmessenger.gateway.sink.lambda.InvokeStub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** One server of every kind that a sink speaks to, and what arrived there, by the sender's id. */
final class Sinks implements AutoCloseable {

    private static final String TOPIC = "letters";

    private final Path files;
    private final HttpServer function =
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final BlockingQueue<Letter> functions = new LinkedBlockingQueue<>();
    private final InvokeStub lambda = new InvokeStub();
    private final KafkaBroker kafka;
    private final MqttBroker broker;
    private final MqttDevice listener;
    private final Region region;

    Sinks(Path folder) throws Exception {
        files = Files.createDirectory(folder.resolve("files"));
        kafka = new KafkaBroker(Files.createDirectory(folder.resolve("kafka")));
        kafka.create(TOPIC, 1, Map.of());
        broker = new MqttBroker(Files.createDirectory(folder.resolve("broker")));
        listener = MqttDevice.elsewhere(broker.port, "#");
        region = new Region(Files.createDirectory(folder.resolve("region")));
        function.createContext("/", this::take);
        function.start();
    }

    /** The destinations, by kind of sink. */
    String configuration() {
        return """
        http: { sink: air-http-sink, parameters: { url: "%s" }, batch: { normal: { maxMessages: 1 } } }
        file: { sink: air-file-sink, parameters: { folder: "%s" } }
        kafka: { sink: air-kafka-sink, parameters: { brokers: "%s", topic: %s, tls: false } }
        lambda:
          sink: air-aws-lambda-sink
          parameters: { functionName: letters, region: us-east-1, endpoint: "%s", accessKey: x, secretKey: y }
          batch: { normal: { maxMessages: 1 } }
        mqtt: { sink: air-mqtt-sink, parameters: { url: "%s" } }
        gateway: { sink: air-gateway-sink, parameters: %s }
        device: { sink: air-device-sink, parameters: { topic: "commands/ear/{device}" } }
        """
                .formatted(
                        "http://127.0.0.1:" + function.getAddress().getPort() + "/",
                        files,
                        kafka.brokers(),
                        TOPIC,
                        lambda.url(),
                        broker.url(),
                        region.parameters());
    }

    /** What arrived at each, by kind and id, once so many did everywhere. */
    Map<String, Map<String, Letter>> arrived(int each, Door ear) throws Exception {
        Map<String, Map<String, Letter>> all = new LinkedHashMap<>();
        all.put("HTTP", take(each, () -> Doors.next(functions)));
        await().atMost(Duration.ofSeconds(Doors.PATIENCE)).until(() -> lines().size() >= each);
        all.put("file", read(lines(), line -> EventLetters.read(JsonLetters.JSON.readTree(line))));
        await().atMost(Duration.ofSeconds(Doors.PATIENCE))
                .until(() -> kafka.records(TOPIC).size() >= each);
        all.put("Kafka", read(kafka.records(TOPIC), Sinks::record));
        await().atMost(Duration.ofSeconds(Doors.PATIENCE))
                .until(() -> lambda.calls().size() >= each);
        all.put(
                "Lambda",
                read(
                        lambda.calls(),
                        call -> EventLetters.read(JsonLetters.JSON.readTree(call.body()))));
        all.put("MQTT", take(each, listener::next));
        all.put("gateway", take(each, region::next));
        all.put("device", take(each, ear::next));
        return all;
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, all) -> headers.put(name.toLowerCase(Locale.ROOT), all.get(0)));
        functions.add(EventLetters.read(headers, exchange.getRequestBody().readAllBytes()));
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private List<String> lines() throws Exception {
        try (Stream<Path> found = Files.list(files)) {
            StringBuilder text = new StringBuilder();
            for (Path file : found.sorted().toList()) {
                text.append(Files.readString(file));
            }
            return text.toString().lines().toList();
        }
    }

    private static Letter record(ConsumerRecord<String, byte[]> record) throws Exception {
        return EventLetters.read(name -> header(record, "ce_" + name))
                .with(Letter.CONTENT_TYPE, header(record, "content-type"))
                .body(record.value());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private interface Reader<T> {
        Letter read(T from) throws Exception;
    }

    private interface Source {
        Letter next() throws Exception;
    }

    private static <T> Map<String, Letter> read(List<T> all, Reader<T> reader) throws Exception {
        Map<String, Letter> letters = new LinkedHashMap<>();
        for (T one : all) {
            Letter letter = reader.read(one);
            letters.put(letter.get(Letter.ID), letter);
        }
        return letters;
    }

    private static Map<String, Letter> take(int count, Source source) throws Exception {
        Map<String, Letter> letters = new LinkedHashMap<>();
        while (letters.size() < count) {
            Letter letter = source.next();
            letters.put(letter.get(Letter.ID), letter);
        }
        return letters;
    }

    @Override
    public void close() {
        region.close();
        listener.close();
        broker.close();
        kafka.close();
        lambda.close();
        function.stop(0);
    }
}
