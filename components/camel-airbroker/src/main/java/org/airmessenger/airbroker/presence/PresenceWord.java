/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.presence;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One word about a device, and its JSON:
 *
 * <pre>{"state":"gone","door":"mqtt","reason":"lost","since":1700000000000,"tenant":"plant-a"}
 * </pre>
 *
 * @param connected or gone
 * @param door by which it is here, or was last
 * @param reason why it is gone; empty while it is here
 * @param since epoch milliseconds
 * @param tenant of the device, or null: then it is not in the JSON
 */
record PresenceWord(boolean connected, String door, String reason, long since, String tenant) {

    private static final Pattern JSON =
            Pattern.compile(
                    "\\{\"state\":\"(connected|gone)\",\"door\":\"([^\"]*)\",\"reason\":\"([^\"]*)\",\"since\":(\\d{1,18})(?:,\"tenant\":\"((?:[^\"\\\\]|\\\\.)*)\")?}");

    byte[] json() {
        StringBuilder json =
                new StringBuilder(128)
                        .append("{\"state\":\"")
                        .append(connected ? "connected" : "gone")
                        .append("\",\"door\":\"")
                        .append(door)
                        .append("\",\"reason\":\"")
                        .append(reason)
                        .append("\",\"since\":")
                        .append(since);
        if (tenant != null) {
            json.append(",\"tenant\":\"").append(escaped(tenant)).append('"');
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append(c);
            } else if (c < ' ') {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** What {@link #json()} made; null if it is something else. */
    static PresenceWord of(byte[] json) {
        Matcher found = JSON.matcher(new String(json, StandardCharsets.UTF_8));
        if (!found.matches()) {
            return null;
        }
        String tenant = found.group(5);
        return new PresenceWord(
                found.group(1).equals("connected"),
                found.group(2),
                found.group(3),
                Long.parseLong(found.group(4)),
                tenant == null ? null : unescaped(tenant));
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
            } else if (text.charAt(++i) == 'u' && i + 4 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
