/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.jvm.ChildJvm;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A real Kafka of one node, in a Java of its own: {@code …_BROKERS}. */
final class KafkaServer implements Server {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern STARTED = Pattern.compile("Kafka Server started");
    private static final int PARTITIONS = 2;

    /** Jars of the broker, whose client is another than the gateway's. */
    static final String JARS = "components/gateway/src/test/kafka/target/lib";

    private final Path scratch;
    private final Path config;
    private final int port = Ports.free();
    private final List<Arrived> arrived = new ArrayList<>();
    private ChildJvm broker;
    private KafkaConsumer<String, byte[]> consumer;

    KafkaServer(List<String> topics, Path scratch) throws IOException, InterruptedException {
        this.scratch = scratch;
        config = Files.writeString(scratch.resolve("server.properties"), properties());
        format();
        comeBack();
        create(topics);
        consumer = consumer(topics);
    }

    private String properties() throws IOException {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%1$d
        listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        log.cleaner.enable=false
        """
                .formatted(Ports.free(), port, scratch.resolve("data"));
    }

    private void format() throws IOException, InterruptedException {
        Path log = scratch.resolve("format.log");
        Process process =
                new ProcessBuilder(
                                command(
                                        "kafka.tools.StorageTool",
                                        "format",
                                        "-t",
                                        "5L6g3nShT-eMCtK--X86sw",
                                        "-c"))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        boolean ended = process.waitFor(START.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        if (!ended || process.exitValue() != 0) {
            throw new IOException("Kafka did not format its folder: " + Files.readString(log));
        }
    }

    private List<String> command(String... arguments) throws IOException {
        Path jars = Path.of(System.getProperty("air.project.root")).resolve(JARS);
        if (!Files.isDirectory(jars)) {
            throw new IOException(
                    "the broker's jars must be in "
                            + jars
                            + " but are not: ./mvnw -pl components/gateway/src/test/kafka"
                            + " process-test-resources collects them");
        }
        List<String> command = new ArrayList<>(List.of(ChildJvm.java(), "-Xmx384m"));
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", jars + "/*"));
        command.addAll(List.of(arguments));
        command.add(config.toString());
        return command;
    }

    private void create(List<String> topics) throws IOException, InterruptedException {
        List<NewTopic> fresh =
                topics.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            admin.createTopics(fresh).all().get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka did not create " + topics, e);
        }
    }

    private KafkaConsumer<String, byte[]> consumer(List<String> topics) {
        KafkaConsumer<String, byte[]> made =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", address()),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TopicPartition(topic, i));
            }
        }
        made.assign(partitions);
        made.seekToBeginning(partitions);
        return made;
    }

    private String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("BROKERS", address());
    }

    @Override
    public List<Arrived> arrived() {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(100))) {
            arrived.add(
                    new Arrived(
                            header(each, "ce_id"),
                            each.key(),
                            header(each, "ce_subject"),
                            Events.laneClass(header(each, "ce_priority")),
                            new String(each.value(), StandardCharsets.UTF_8)));
        }
        return List.copyOf(arrived);
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void goAway() throws InterruptedException {
        broker.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        broker = ChildJvm.start("kafka", command("kafka.Kafka"), scratch.resolve("kafka.log"));
        broker.awaitLine(STARTED, START);
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(Duration.ZERO);
        }
        if (broker != null) {
            broker.close();
        }
    }
}
