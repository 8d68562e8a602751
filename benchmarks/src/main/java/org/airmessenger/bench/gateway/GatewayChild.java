/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Lanes;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gateway in a JVM of its own. Prints {@code READY port=… tls=… web=… journal=…}, then answers
 * each line {@code ledger <n>} with {@code LEDGER <n> <account>} and {@code heap <n>} with {@code
 * HEAP <n> <bytes>}; ends when its input ends.
 */
public final class GatewayChild {

    private static final int COLLECTIONS = 3;

    private GatewayChild() {}

    /**
     * Runs it.
     *
     * @param args its folder, then settings {@code key=value}
     */
    public static void main(String[] args) throws Exception {
        List<Problem> problems = new ArrayList<>();
        List<String> sets = List.of(args).subList(1, args.length);
        Settings settings = SettingsReader.read(Path.of(args[0]), sets, Map.of(), problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
        }
        try (AirGateway gateway = AirGateway.start(settings)) {
            Broker broker = bean(gateway, Broker.BEAN, Broker.class);
            Lanes lanes = bean(gateway, Lanes.BEAN, Lanes.class);
            System.out.println(
                    "READY port="
                            + broker.port("mqtt-plain")
                            + " tls="
                            + broker.port("mqtt")
                            + " web="
                            + gateway.port(AirGateway.WEB)
                            + " journal="
                            + broker.facts().getOrDefault("journal", "unknown"));
            answer(lanes);
        }
        System.exit(0);
    }

    private static void answer(Lanes lanes) throws Exception {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith("ledger ")) {
                System.out.println(
                        "LEDGER "
                                + line.substring("ledger ".length())
                                + " "
                                + LedgerLine.write(lanes.accounts().get(0)));
            } else if (line.startsWith("heap ")) {
                System.out.println("HEAP " + line.substring("heap ".length()) + " " + heap());
            }
        }
    }

    /** What cleaners and references free is freed by the second time. */
    private static long heap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static <T> T bean(AirGateway gateway, String name, Class<T> type) {
        return gateway.camel().getRegistry().lookupByNameAndType(name, type);
    }
}
