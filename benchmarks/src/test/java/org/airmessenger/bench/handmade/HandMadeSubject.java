/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.handmade;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Mosquitto and a Camel route made by hand, with a function behind it. */
final class HandMadeSubject implements Subject {

    static final String NAME = "mosquitto + a Camel route made by hand";

    private static final Duration START = Duration.ofSeconds(60);

    private final Jdk jdk;
    private final List<String> jvmOptions;
    private final Duration answerAfter;
    private Path folder;
    private ChildJvm broker;
    private ChildJvm route;
    private CountingFunction function;
    private int port;

    HandMadeSubject(Jdk jdk, List<String> jvmOptions, Duration answerAfter) {
        this.jdk = jdk;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.answerAfter = answerAfter;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Case conditions, Tally tally) throws IOException, InterruptedException {
        function = new CountingFunction(tally, payload -> {});
        function.answerAfter(answerAfter);
        folder = Folders.create("air-bench-handmade-");
        port = Ports.free();
        Path config =
                Files.writeString(
                        folder.resolve("mosquitto.conf"),
                        """
                        user root
                        listener %d 127.0.0.1
                        allow_anonymous true
                        persistence true
                        persistence_location %s/
                        max_queued_messages 0
                        """
                                .formatted(port, folder));
        broker =
                ChildJvm.start(
                        "mosquitto",
                        // where Debian keeps daemons
                        List.of(
                                "env",
                                "PATH=/usr/sbin:" + System.getenv("PATH"),
                                "mosquitto",
                                "-c",
                                config.toString()),
                        folder.resolve("broker.log"));
        broker.awaitLine(Pattern.compile("running"), START);
        List<String> command = new ArrayList<>(jdk.command());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(HandMadeRoute.class.getName());
        command.add(Integer.toString(port));
        command.add(function.url());
        route = ChildJvm.start("route", command, folder.resolve("route.log"));
        route.awaitLine(Pattern.compile("^READY"), START);
    }

    @Override
    public Fleet fleet() {
        return Fleet.plain("sensor-", "sensors/%s/temperature");
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<Long> pids() {
        return List.of(broker.pid(), route.pid());
    }

    @Override
    public String journal() {
        return "none: acknowledged from memory";
    }

    @Override
    public void away() {
        function.goAway();
    }

    @Override
    public void back() {
        function.comeBack();
    }

    @Override
    public void close() throws IOException {
        if (route != null) {
            route.close();
        }
        if (broker != null) {
            broker.close();
        }
        if (function != null) {
            function.close();
        }
        if (folder != null) {
            Folders.remove(folder);
        }
    }
}
