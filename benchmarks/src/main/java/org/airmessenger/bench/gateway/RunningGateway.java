/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.message.Lanes;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A gateway that runs in a JVM of its own; it can be killed and started again on its folder. */
public final class RunningGateway implements AutoCloseable {

    private static final Pattern READY =
            Pattern.compile("^READY port=(\\d+) tls=(\\d+) web=(\\d+) journal=(.*)$");
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final ChildJvm child;
    private final int port;
    private final int tlsPort;
    private final int webPort;
    private final String journal;
    private int asked;

    private RunningGateway(ChildJvm child, MatchResult ready) {
        this.child = child;
        this.port = Integer.parseInt(ready.group(1));
        this.tlsPort = Integer.parseInt(ready.group(2));
        this.webPort = Integer.parseInt(ready.group(3));
        this.journal = ready.group(4);
    }

    /**
     * Starts one; when this returns its doors are open.
     *
     * @param home its folder
     * @param jvmOptions heap and collector
     * @throws IOException with its last words, if it does not start
     */
    public static RunningGateway start(GatewayHome home, List<String> jvmOptions)
            throws IOException, InterruptedException {
        return start(home, Jdk.own(), jvmOptions);
    }

    /**
     * Starts one on another Java.
     *
     * @param home its folder
     * @param jvmOptions heap and collector
     * @throws IOException with its last words, if it does not start
     */
    public static RunningGateway start(GatewayHome home, Jdk jdk, List<String> jvmOptions)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(jdk.command());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(GatewayChild.class.getName());
        command.add(home.folder().toString());
        ChildJvm child = ChildJvm.start("gateway", command, home.folder().resolve("gateway.log"));
        try {
            return new RunningGateway(child, child.awaitLine(READY, START));
        } catch (IOException | InterruptedException e) {
            child.close();
            throw e;
        }
    }

    /** Port of plain MQTT, 0 if it is off. */
    public int port() {
        return port;
    }

    /** Port of MQTT over TLS, 0 if it is off. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Port of the web doors. */
    public int webPort() {
        return webPort;
    }

    /** The kind of its journal. */
    public String journal() {
        return journal;
    }

    /** Its process id. */
    public long pid() {
        return child.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return child.isAlive();
    }

    /** The last lines that it printed. */
    public List<String> lastWords() {
        return child.tail();
    }

    /** The ledger of its destination, now. */
    public Lanes.Account ledger() throws IOException, InterruptedException {
        int number = ++asked;
        child.tell("ledger " + number);
        return LedgerLine.read(
                child.awaitLine(Pattern.compile("^LEDGER " + number + " (.*)$"), ANSWER).group(1));
    }

    /** Bytes of its heap that are in use, after all that can be collected was. */
    public long heap() throws IOException, InterruptedException {
        int number = ++asked;
        child.tell("heap " + number);
        return Long.parseLong(
                child.awaitLine(Pattern.compile("^HEAP " + number + " (\\d+)$"), ANSWER).group(1));
    }

    /** Kills it as a power cut would. */
    public void kill() throws InterruptedException {
        child.kill();
    }

    /** Asks it to end (SIGTERM); whether it did in time. */
    public boolean stop(Duration limit) throws InterruptedException {
        return child.stop(limit);
    }

    @Override
    public void close() {
        child.close();
    }
}
