/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.gateway.demo.function.ThrowawayCertificate;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Kafka of one node, in a Java of its own, on free ports of loopback. */
public final class KafkaBroker implements AutoCloseable {

    public static final String USER = "air";
    public static final String PASSWORD = "a pass\"word\\of=tests";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public final int port;
    public final int securePort;
    public final ThrowawayCertificate certificate = ThrowawayCertificate.make();
    private final Path folder;
    private final Path config;
    private Process process;

    public KafkaBroker(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        int[] ports = freePorts();
        port = ports[0];
        securePort = ports[1];
        Files.writeString(folder.resolve("log"), "");
        config = Files.writeString(folder.resolve("server.properties"), properties(ports[2]));
        Process format =
                java("kafka.tools.StorageTool", "format", "-t", "5L6g3nShT-eMCtK--X86sw", "-c");
        assertThat(format.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(format.exitValue()).as(log()).isZero();
        start();
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket three = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), two.getLocalPort(), three.getLocalPort()};
        }
    }

    private String properties(int controller) throws IOException {
        Path store =
                Files.writeString(
                        folder.resolve("broker.pem"),
                        certificate.key() + certificate.certificate());
        Path trust = certificate.writeCertificate(folder.resolve("trust.pem"));
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%1$d
        listeners=PLAINTEXT://127.0.0.1:%2$d,SECURE://127.0.0.1:%3$d,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%2$d,SECURE://127.0.0.1:%3$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%4$s
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        log.cleaner.enable=false
        ssl.keystore.type=PEM
        ssl.keystore.location=%5$s
        ssl.truststore.type=PEM
        ssl.truststore.location=%6$s
        listener.name.secure.ssl.client.auth=required
        listener.name.secure.sasl.enabled.mechanisms=PLAIN
        listener.name.secure.plain.sasl.jaas.config=\
        org.apache.kafka.common.security.plain.PlainLoginModule required user_%7$s="%8$s";
        """
                .formatted(
                        controller,
                        port,
                        securePort,
                        folder.resolve("data"),
                        store,
                        trust,
                        USER,
                        PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"").replace("\\", "\\\\"));
    }

    private Process java(String... arguments) throws IOException {
        Path root = Path.of(System.getProperty("air.project.root"));
        Path lib = root.resolve("components/gateway/src/test/kafka/target/lib");
        assertThat(lib).as("build with -am: the module kafka-broker collects it").isDirectory();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx384m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                lib + "/*"));
        command.addAll(List.of(arguments));
        command.add(config.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    /** Starts it, on the same ports. */
    public void start() throws IOException {
        int before = log().split("Kafka Server started", -1).length;
        process = java("kafka.Kafka");
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().atMost(PATIENCE)
                .until(
                        () ->
                                log().split("Kafka Server started", -1).length > before
                                        || !process.isAlive());
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    /** As when the power fails. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops and goes on, as a broker that hangs. */
    public void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    public void create(String topic, int partitions, Map<String, String> options) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(options)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    public String brokers() {
        return "127.0.0.1:" + port;
    }

    /** All records of a topic, each partition's in order. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", brokers()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
