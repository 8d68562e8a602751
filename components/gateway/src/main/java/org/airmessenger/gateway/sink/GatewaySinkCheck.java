/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the parameters of {@code air-gateway-sink} and reports every problem at once. */
final class GatewaySinkCheck {

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:(\\d{1,5}))?");
    private static final Set<String> COMPRESS = Set.of("none", "zstd", "auto");
    private static final int MAX_PORT = 65_535;

    private GatewaySinkCheck() {}

    /**
     * Checks the parameters.
     *
     * @return the options of the line
     * @throws IllegalArgumentException with a line per problem
     */
    static Map<String, Object> check(Map<String, String> values) {
        Parameters all = new Parameters(values);
        boolean plain = all.on("plain", false);
        host(all, plain);
        String device = all.value("device", null);
        if (device != null && !DeviceIds.isValid(device)) {
            all.problem(
                    "AIR-5161 device must be the id that the other gateway knows this one by but was "
                            + Quoted.of(device));
        }
        String presence = all.value("presence", null);
        if (presence != null && !isTopic(presence)) {
            all.problem(
                    "AIR-5167 presence must be a topic without wildcards, outside presence/, but was "
                            + Quoted.of(presence));
        }
        String compress = all.word("AIR-5162", "compress", "none", COMPRESS);
        long timeout = all.timeout("AIR-5163").toMillis();
        String home = all.value("home", "");
        Path ca = all.pem("AIR-5164", "caFile", home);
        Path certificate = all.pem("AIR-5164", "certFile", home);
        Path key = all.pem("AIR-5164", "keyFile", home);
        all.both("AIR-5165", "keyFile", "certFile");
        if (!plain) {
            needed(all, "caFile");
            needed(all, "certFile");
        }
        all.end();
        Map<String, Object> options = new HashMap<>();
        options.put("plain", plain);
        options.put("pack", !"none".equals(compress));
        options.put("timeoutMillis", timeout);
        put(options, "device", device);
        put(options, "presence", presence);
        put(options, "caFile", ca);
        put(options, "certFile", certificate);
        put(options, "keyFile", key);
        return options;
    }

    private static void host(Parameters all, boolean plain) {
        String text = all.value("host", "");
        Matcher host = HOST.matcher(text);
        boolean fits = host.matches();
        if (fits && host.group(3) != null) {
            int port = Integer.parseInt(host.group(3));
            fits = port > 0 && port <= MAX_PORT;
        }
        if (!fits) {
            all.problem("AIR-5160 host must be name or name:port but was " + Quoted.of(text));
        } else if (plain && !Parameters.isLoopback(host.group(1))) {
            all.problem(
                    "AIR-5166 plain must be off but to loopback, and host is "
                            + Quoted.of(host.group(1))
                            + "; use TLS");
        }
    }

    private static boolean isTopic(String text) {
        return Topics.problemOfName(text + '/' + Presence.TOPICS) == null
                && !(text + '/').startsWith(Presence.TOPICS);
    }

    private static void needed(Parameters all, String name) {
        if (all.value(name, null) == null) {
            all.problem(
                    "AIR-5164 "
                            + name
                            + " must be given but is not: air device add on the other gateway makes it");
        }
    }

    private static void put(Map<String, Object> options, String name, Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }
}
