/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.bare;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.jvm.ChildJvm;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.jvm.Identities;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Receiver;
import org.airmessenger.bench.load.Tally;

import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The bare broker: devices publish, one durable subscriber receives, with the same QoS. */
public final class BareSubject implements Subject {

    private static final Pattern READY = Pattern.compile("^READY port=(\\d+) journal=(\\w+)$");
    private static final Duration START = Duration.ofSeconds(60);
    private static final String SUBSCRIBER = "bench-subscriber";
    private static final String PASSWORD = "throwaway";

    /** What it is called. */
    public static final String NAME = "bare Artemis";

    private final Jdk jdk;
    private final List<String> jvmOptions;
    private Fleet fleet;
    private Path folder;
    private ChildJvm child;
    private Receiver receiver;
    private int port;
    private String journal = "";

    /**
     * A bare broker that is not started.
     *
     * @param jvmOptions heap and collector, the same as the gateway's
     */
    public BareSubject(Jdk jdk, List<String> jvmOptions) {
        this.jdk = jdk;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start(Case conditions, Tally tally) throws IOException, InterruptedException {
        folder = Folders.create("air-bench-bare-");
        int certificates = conditions.mutualTls() ? conditions.publishers() : 0;
        Identities identities = new Identities(folder, certificates);
        fleet = identities.fleet();
        List<String> command = new ArrayList<>(jdk.command());
        command.addAll(jvmOptions);
        command.addAll(NativeJournal.unpack(folder.resolve("native")));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(BareBroker.class.getName());
        command.add(folder.resolve("data").toString());
        SslContext tls = null;
        if (conditions.mutualTls()) {
            command.add(identities.serverStore(PASSWORD).toString());
            command.add(identities.trustStore(PASSWORD).toString());
            command.add(PASSWORD);
            tls = identities.issue(SUBSCRIBER);
        }
        child = ChildJvm.start("bare-broker", command, folder.resolve("broker.log"));
        MatchResult ready = child.awaitLine(READY, START);
        port = Integer.parseInt(ready.group(1));
        journal = ready.group(2);
        receiver = new Receiver(tally);
        receiver.subscribe(port, SUBSCRIBER, "sensors/#", conditions.qos(), tls);
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<Long> pids() {
        return List.of(child.pid());
    }

    @Override
    public String journal() {
        return journal;
    }

    @Override
    public void close() throws IOException {
        if (receiver != null) {
            receiver.close();
        }
        if (child != null) {
            child.close();
        }
        Folders.remove(folder);
    }
}
