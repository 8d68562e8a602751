/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.load.Receiver;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A real Mosquitto with a subscriber. */
final class MqttFarEnd implements FarEnd {

    private static final Duration START = Duration.ofSeconds(30);
    private static final String RUNNING = "mosquitto version .* running";
    private static final String SAVED = "Saving in-memory database";

    private final Path folder = Folders.create("air-far-");
    private final int port = Ports.free();
    private final Path config;
    private final Tally tally;
    private ChildJvm broker;
    private Receiver receiver;

    MqttFarEnd(Tally tally) throws IOException, InterruptedException {
        this.tally = tally;
        config =
                Files.writeString(
                        folder.resolve("mosquitto.conf"),
                        """
                        user root
                        persistence true
                        persistence_location %s/
                        allow_anonymous true
                        max_inflight_messages 0
                        max_queued_messages 0
                        log_type all
                        listener %d 127.0.0.1
                        """
                                .formatted(folder, port));
        start();
        subscribe();
        // the session is there again after a kill; what a killed broker forgets is its own
        new ProcessBuilder("kill", "-USR1", Long.toString(broker.pid())).start().waitFor();
        broker.awaitLine(Pattern.compile(SAVED), START);
    }

    private void start() throws IOException, InterruptedException {
        // where Debian keeps daemons
        String path = "PATH=" + System.getenv("PATH") + ":/usr/sbin";
        broker =
                ChildJvm.start(
                        "mosquitto",
                        List.of("env", path, "mosquitto", "-c", config.toString()),
                        folder.resolve("mosquitto.log"));
        broker.awaitLine(Pattern.compile(RUNNING), START);
    }

    private void subscribe() throws IOException, InterruptedException {
        receiver = new Receiver(tally);
        receiver.subscribe(port, "archive", "from/#", 1, null);
    }

    @Override
    public String sink() {
        return """
        sink: air-mqtt-sink
        parameters: { url: "mqtt://127.0.0.1:%d", topic: "from/{device}", timeout: 2s }
        """
                .formatted(port);
    }

    @Override
    public void goAway() throws InterruptedException {
        broker.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        start();
        // by now it has read what the killed broker had sent
        receiver.close();
        subscribe();
    }

    @Override
    public long progress() {
        return tally.received() + tally.duplicates();
    }

    @Override
    public void close() throws IOException {
        if (receiver != null) {
            receiver.close();
        }
        if (broker != null) {
            broker.close();
        }
        Folders.remove(folder);
    }
}
