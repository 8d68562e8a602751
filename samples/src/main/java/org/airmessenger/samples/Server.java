/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real server at the far side of a gateway, on loopback, which remembers what arrived. */
interface Server extends AutoCloseable {

    /**
     * Starts one.
     *
     * @param name its name in the sample
     * @param plan its kind and options
     * @param sample the sample's folder
     * @param scratch an empty folder of its own
     * @param distribution the unpacked one
     * @param variables of the servers before it
     */
    static Server start(
            String name,
            Sample.ServerPlan plan,
            Path sample,
            Path scratch,
            Path distribution,
            Map<String, String> variables)
            throws IOException, InterruptedException {
        return switch (plan.kind()) {
            case "function" -> new FunctionServer(scratch);
            case "hook" -> new HookServer();
            case "kafka" -> new KafkaServer(plan.topics(), scratch);
            case "gateway" -> new GatewayServer(distribution, sample.resolve(name), variables);
            case "lambda" -> new LambdaServer(sample.resolve(name), scratch);
            default -> throw new IllegalArgumentException("no such kind: " + plan.kind());
        };
    }

    /** Variables for {@code {{env:…}}} of the destinations; each name gets the server's before. */
    Map<String, String> variables();

    /** All that arrived, in order, duplicates too. */
    List<Arrived> arrived() throws IOException;

    /** Refuses connections from now on. */
    void goAway() throws IOException, InterruptedException;

    /** Listens again, at the same address. */
    void comeBack() throws IOException, InterruptedException;

    /** Ends it well; 0 if it did. */
    default int end() throws IOException, InterruptedException {
        return 0;
    }

    @Override
    void close();
}
