/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One destination that is another gateway, as the Kamelet {@code air-gateway-sink} sees it: checks
 * the parameters, and gives the wire protocol the options of its line.
 */
public final class GatewaySink implements Supplier<Map<String, Object>> {

    private final Map<String, String> parameters = new HashMap<>();
    private Map<String, Object> options;

    /** {@code name} or {@code name:port} of the other gateway. */
    public void setHost(String host) {
        parameters.put("host", host);
    }

    /** Who this gateway is there; default as its certificate says. */
    public void setDevice(String device) {
        parameters.put("device", device);
    }

    /** Authorities of the other gateway, PEM. */
    public void setCaFile(String caFile) {
        parameters.put("caFile", caFile);
    }

    /** The certificate that the other gateway issued for this one, PEM. */
    public void setCertFile(String certFile) {
        parameters.put("certFile", certFile);
    }

    /** Its key, PEM, PKCS #8. */
    public void setKeyFile(String keyFile) {
        parameters.put("keyFile", keyFile);
    }

    /** Topic below which words of who is here go there; without it they stay here. */
    public void setPresence(String presence) {
        parameters.put("presence", presence);
    }

    /** {@code none}, {@code zstd} or {@code auto}. */
    public void setCompress(String compress) {
        parameters.put("compress", compress);
    }

    /** 100 ms to 2 min, as {@code 10s} (default). */
    public void setTimeout(String timeout) {
        parameters.put("timeout", timeout);
    }

    /** {@code true} leaves TLS out, to loopback only. */
    public void setPlain(String plain) {
        parameters.put("plain", plain);
    }

    /** The folder from which relative paths start; empty is the working directory. */
    public void setHome(String home) {
        parameters.put("home", home);
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5160 to AIR-5167
     */
    public void open() {
        options = GatewaySinkCheck.check(parameters);
    }

    @Override
    public Map<String, Object> get() {
        return options;
    }
}
