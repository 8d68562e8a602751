/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.server.LoopbackLine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Another gateway, from the sample's folder of its name: {@code …_HOST}, to which a line leads that
 * can be cut, and {@code …_CERTS}, the folder with the certificates of its devices.
 */
final class GatewayServer implements Server {

    private final House house;
    private final LoopbackLine line;

    /**
     * Starts it.
     *
     * @param folder with its conf, routes, kamelets
     * @param variables for {@code {{env:…}}} of its files
     */
    GatewayServer(Path distribution, Path folder, Map<String, String> variables)
            throws IOException, InterruptedException {
        house = new House(distribution, folder);
        try {
            house.run(variables);
            line = new LoopbackLine(house.wirePort());
        } catch (IOException | InterruptedException e) {
            house.close();
            throw e;
        }
    }

    @Override
    public Map<String, String> variables() {
        return Map.of("HOST", "localhost:" + line.port(), "CERTS", house.certificates().toString());
    }

    /** Nothing: what it passes on arrives at its own servers. */
    @Override
    public List<Arrived> arrived() {
        return List.of();
    }

    @Override
    public void goAway() {
        line.cut();
    }

    @Override
    public void comeBack() {
        line.mend();
    }

    @Override
    public int end() throws IOException, InterruptedException {
        return house.end();
    }

    @Override
    public void close() {
        try {
            line.close();
            house.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
