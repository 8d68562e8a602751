/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes {@code conf/gateway.properties}: every key, what it means, its range and its default. */
public final class ConfigFile {

    private static final int WIDTH = 100;

    private static final Map<String, String> ROOMS =
            Map.of(
                    "source", "1 source: the doors",
                    "guard", "2 guard: what is allowed and sane",
                    "lanes", "3 lanes: where messages are safe and wait",
                    "delivery", "4 delivery: when to try again",
                    "control", "6 control: the operator port",
                    "main", "9 main: start and stop");

    private ConfigFile() {}

    /** The whole file. */
    public static String text() {
        StringBuilder out = new StringBuilder();
        comment(
                out,
                "The gateway's configuration. Every key is here with its default; remove the # to change one."
                        + " The environment (AIR_SOURCE_MQTT_PORT for air.source.mqtt.port) wins over this file,"
                        + " and --set key=value over both. An unknown key stops the start."
                        + " Secrets never stand here: {{env:NAME}} takes a variable, {{file:PATH}} a file's content.");
        String room = "";
        for (ConfigKey key : ConfigKeys.all()) {
            if (!key.room().equals(room)) {
                room = key.room();
                out.append("\n# ---- ").append(ROOMS.get(room)).append(" ----\n");
            }
            out.append('\n');
            comment(out, key.text());
            comment(out, limits(key));
            out.append('#').append(key.name()).append(" = ").append(key.standard());
            trim(out);
            out.append('\n');
        }
        return out.toString();
    }

    private static String limits(ConfigKey key) {
        String allowed = key.allowed();
        return allowed.isEmpty()
                ? "(" + key.type().words() + ")"
                : "(" + key.type().words() + ": " + allowed + ")";
    }

    private static void trim(StringBuilder out) {
        while (out.charAt(out.length() - 1) == ' ') {
            out.setLength(out.length() - 1);
        }
    }

    private static void comment(StringBuilder out, String text) {
        for (String line : wrap(text)) {
            out.append("# ").append(line).append('\n');
        }
    }

    private static List<String> wrap(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() + word.length() + 3 > WIDTH && line.length() > 0) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
