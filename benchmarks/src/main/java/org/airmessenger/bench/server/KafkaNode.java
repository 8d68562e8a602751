/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.server;

import org.airmessenger.bench.jvm.ChildJvm;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A real Kafka of one node, in a Java of its own, and what was written to its topics. */
public final class KafkaNode implements AutoCloseable {

    /** Jars of the broker, whose client is another than the gateway's. */
    static final String JARS = "components/gateway/src/test/kafka/target/lib";

    private static final Duration START = Duration.ofSeconds(60);
    private static final Pattern STARTED = Pattern.compile("Kafka Server started");
    private static final int PARTITIONS = 2;

    private final Path scratch;
    private final Path config;
    private final int port = Ports.free();
    private ChildJvm broker;
    private KafkaConsumer<String, byte[]> consumer;

    /**
     * Starts it.
     *
     * @param topics that are made, of two partitions each
     * @param scratch an empty folder of its own
     */
    public KafkaNode(List<String> topics, Path scratch) throws IOException, InterruptedException {
        this.scratch = scratch;
        config = Files.writeString(scratch.resolve("server.properties"), properties());
        format();
        start();
        try {
            create(topics);
            consumer = consumer(topics);
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
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
        offsets.topic.num.partitions=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        group.initial.rebalance.delay.ms=0
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

    /** Where it listens. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Records that were written since the last call, some of them; none while it is away. */
    public List<ConsumerRecord<String, byte[]>> poll() {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        return records;
    }

    /** Whether {@link #poll} gave every record that is kept by now. */
    public boolean isRead() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Writes records; returns when all of them are kept. */
    public void write(List<ProducerRecord<String, byte[]>> records) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", address(), "acks", "all"),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            records.stream().map(producer::send).toList().forEach(KafkaNode::await);
        }
    }

    /** How many records a group has told that it is done with. */
    public long committed(String group) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(START.toSeconds(), TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka did not say what " + group + " committed", e);
        }
    }

    private static void await(Future<?> sent) {
        try {
            sent.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not keep a record", e);
        }
    }

    /** Kills it as a power cut would. */
    public void kill() throws InterruptedException {
        broker.kill();
    }

    /** Starts it again, on the same port and folder. */
    public void start() throws IOException, InterruptedException {
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
