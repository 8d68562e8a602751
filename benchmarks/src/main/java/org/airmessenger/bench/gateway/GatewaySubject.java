/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.jvm.Jdk;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The whole route: door, guard, limits, rules, lanes, delivery in batches, an HTTP function as the
 * receiver.
 */
public final class GatewaySubject implements Subject {

    /** What it is called. */
    public static final String NAME = "gateway, door to function";

    private final Jdk jdk;
    private final List<String> jvmOptions;
    private final GatewaySetup setup;
    private final Consumer<Payload> witness;
    private boolean secured;
    private GatewayHome home;
    private RunningGateway gateway;
    private CountingFunction function;

    /**
     * The usual gateway, not started.
     *
     * @param jvmOptions heap and collector, the same as the reference's
     */
    public GatewaySubject(Jdk jdk, List<String> jvmOptions) {
        this(jdk, jvmOptions, GatewaySetup.usual(), payload -> {});
    }

    /**
     * A gateway that is not started.
     *
     * @param jvmOptions heap and collector, the same as the reference's
     * @param witness sees each message that the function takes
     */
    public GatewaySubject(
            Jdk jdk, List<String> jvmOptions, GatewaySetup setup, Consumer<Payload> witness) {
        this.jdk = jdk;
        this.jvmOptions = List.copyOf(jvmOptions);
        this.setup = setup;
        this.witness = witness;
    }

    @Override
    public String name() {
        return setup.name();
    }

    @Override
    public void start(Case conditions, Tally tally) throws IOException, InterruptedException {
        function = new CountingFunction(tally, witness);
        function.answerAfter(setup.answerAfter());
        secured = conditions.mutualTls();
        int certificates = secured ? conditions.publishers() : 0;
        home = GatewayHome.create(function.sink(), setup.streams(), certificates);
        for (Map.Entry<String, String> file : setup.files().entrySet()) {
            String text = file.getValue().replace(GatewaySetup.URL, function.url());
            home.put(file.getKey(), text);
        }
        gateway = RunningGateway.start(home, jdk, jvmOptions);
    }

    @Override
    public Fleet fleet() {
        return home.fleet();
    }

    @Override
    public int port() {
        return secured ? gateway.tlsPort() : gateway.port();
    }

    @Override
    public List<Long> pids() {
        return List.of(gateway.pid());
    }

    @Override
    public String journal() {
        return gateway.journal();
    }

    /** What runs. */
    public RunningGateway gateway() {
        return gateway;
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
        if (gateway != null) {
            gateway.close();
        }
        if (function != null) {
            function.close();
        }
        if (home != null) {
            home.close();
        }
    }
}
