/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.bench.Case;
import org.airmessenger.bench.Subject;
import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.Tally;

import java.io.IOException;
import java.util.List;

/**
 * The whole route: door, guard, limits, rules, lanes, delivery in batches, an HTTP function as the
 * receiver.
 */
public final class GatewaySubject implements Subject {

    private static final int STREAMS = 8;

    private final List<String> jvmOptions;
    private boolean secured;
    private GatewayHome home;
    private RunningGateway gateway;
    private CountingFunction function;

    /**
     * A gateway that is not started.
     *
     * @param jvmOptions heap and collector, the same as the reference's
     */
    public GatewaySubject(List<String> jvmOptions) {
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    public String name() {
        return "gateway, door to function";
    }

    @Override
    public void start(Case conditions, Tally tally) throws IOException, InterruptedException {
        function = new CountingFunction(tally, payload -> {});
        secured = conditions.mutualTls();
        int certificates = secured ? conditions.publishers() : 0;
        home = GatewayHome.create(function.sink(), STREAMS, certificates);
        gateway = RunningGateway.start(home, jvmOptions);
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
    public long pid() {
        return gateway.pid();
    }

    @Override
    public String journal() {
        return gateway.journal();
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
