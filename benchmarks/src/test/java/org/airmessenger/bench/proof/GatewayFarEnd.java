/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.CountingFunction;
import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.bench.gateway.RunningGateway;
import org.airmessenger.bench.load.Tally;
import org.airmessenger.bench.server.Ports;
import org.airmessenger.message.Lanes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another gateway, behind the wire protocol over TLS, with a function that stays behind it. */
final class GatewayFarEnd implements FarEnd {

    private static final String EDGE = "edge-1";

    /** What the edge may bring: all that its devices sent, at their rate. */
    private static final String POLICY =
            """
            bench:
              publish: ["sensors/#", "alarms/#", "logs/#"]
              subscribe: []
              limits: { messagesPerSecond: 1000000, burst: 10000000, bytesPerSecond: 1GB, urgentPerSecond: 1000000 }
              maxPriority: 9
            """;

    private static final Duration DRAIN = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    private final CountingFunction function;
    private final GatewayHome home;
    private final int port = Ports.free();
    private final Path certificates;
    private RunningGateway region;

    GatewayFarEnd(Tally tally) throws IOException, InterruptedException {
        function = new CountingFunction(tally, payload -> {});
        home = GatewayHome.create(function.sink(), 4, 0);
        certificates = home.admit(EDGE);
        home.put("conf/policies.yaml", POLICY);
        home.set("air.source.wire.port", port);
        home.set("air.source.wire.gateways", EDGE);
        home.set("air.source.wire.node", "region");
        comeBack();
    }

    @Override
    public String sink() {
        return """
        sink: air-gateway-sink
        parameters:
          host: "localhost:%d"
          caFile: "%2$s/ca.pem"
          certFile: "%2$s/%3$s.pem"
          keyFile: "%2$s/%3$s.key"
          timeout: 5s
          compress: zstd
        """
                .formatted(port, certificates, EDGE);
    }

    @Override
    public void goAway() throws InterruptedException {
        region.kill();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        region = RunningGateway.start(home, List.of("-Xmx512m"));
    }

    @Override
    public long progress() {
        return function.progress();
    }

    /** What waits in the region is on its way, too. */
    @Override
    public void count() throws IOException {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            Lanes.Account account = region.ledger();
            while (account.waiting() > 0 && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
                account = region.ledger();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (region != null) {
            region.close();
        }
        function.close();
        home.close();
    }
}
