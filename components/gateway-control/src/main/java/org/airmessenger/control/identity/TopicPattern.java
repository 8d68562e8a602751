/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Identity;

import java.util.ArrayList;
import java.util.List;

/**
 * A policy's topic filter, compiled once. {@code ${device}} and {@code ${tenant}} are compared with
 * the identity in place: nothing is built per call. The same containment as {@code
 * Topics.contains(outer, inner)} of the filter with the names filled in.
 */
final class TopicPattern {

    /** What one level must be. */
    private enum Kind {
        TEXT,
        PLUS,
        HASH
    }

    private static final String DEVICE = "${device}";
    private static final String TENANT = "${tenant}";

    /**
     * One level.
     *
     * @param parts of a TEXT, one after the other; empty for an empty level
     */
    private record Level(Kind kind, Part[] parts) {

        boolean admits(String inner, int from, int to, Identity identity) {
            if (kind == Kind.PLUS) {
                boolean reserved = from == 0 && !inner.isEmpty() && inner.charAt(0) == '$';
                return !reserved && !isHash(inner, from, to);
            }
            int at = from;
            for (Part part : parts) {
                String text = part.of(identity);
                if (text == null || !inner.startsWith(text, at)) {
                    return false;
                }
                at += text.length();
            }
            return at == to;
        }

        private static boolean isHash(String inner, int from, int to) {
            return to - from == 1 && inner.charAt(from) == '#';
        }
    }

    /** A piece of a level: a name of the identity, or a literal. */
    private record Part(String literal, boolean device) {

        private static final Part DEVICE_ID = new Part(null, true);
        private static final Part TENANT_ID = new Part(null, false);

        String of(Identity identity) {
            return literal != null ? literal : device ? identity.device() : identity.tenant();
        }
    }

    /**
     * The level that names the device.
     *
     * @param index which level, from 0
     * @param before literal in front of the device id, may be empty
     * @param after literal behind it, may be empty
     */
    private record Naming(int index, String before, String after) {}

    private final Level[] levels;
    private final Naming naming;

    TopicPattern(String filter) {
        List<Level> list = new ArrayList<>();
        for (String level : filter.split("/", -1)) {
            Kind kind = level.equals("#") ? Kind.HASH : level.equals("+") ? Kind.PLUS : Kind.TEXT;
            list.add(new Level(kind, parts(level)));
        }
        levels = list.toArray(new Level[0]);
        naming = naming(levels);
    }

    /** The first level in which the device is the only name, so that it can be read back. */
    private static Naming naming(Level[] levels) {
        for (int i = 0; i < levels.length; i++) {
            Part[] parts = levels[i].parts;
            int at = parts.length > 0 && parts[0].literal != null ? 1 : 0;
            boolean named = at < parts.length && parts[at] == Part.DEVICE_ID;
            boolean ends = parts.length - at == 1;
            if (named && (ends || parts.length - at == 2 && parts[at + 1].literal != null)) {
                return new Naming(
                        i, at == 0 ? "" : parts[0].literal, ends ? "" : parts[at + 1].literal);
            }
        }
        return null;
    }

    /** The filter with the names of an identity in it; null if it has not all of them. */
    String filter(Identity identity) {
        StringBuilder filter = new StringBuilder();
        for (int i = 0; i < levels.length; i++) {
            filter.append(i == 0 ? "" : "/");
            switch (levels[i].kind) {
                case PLUS -> filter.append('+');
                case HASH -> filter.append('#');
                default -> {
                    for (Part part : levels[i].parts) {
                        String text = part.of(identity);
                        if (text == null) {
                            return null;
                        }
                        filter.append(text);
                    }
                }
            }
        }
        return filter.toString();
    }

    /** Whether its topics name one device each. */
    boolean isOwn() {
        return naming != null;
    }

    /**
     * The device that a topic may name: whether this pattern contains the topic for that device is
     * still to be asked. Null if there is none.
     */
    String deviceOf(String topic) {
        int at = 0;
        for (int i = 0; i < naming.index; i++) {
            int slash = topic.indexOf('/', at);
            if (slash < 0 || !mayBe(levels[i], topic, at, slash)) {
                return null;
            }
            at = slash + 1;
        }
        int slash = topic.indexOf('/', at);
        int end = (slash < 0 ? topic.length() : slash) - naming.after.length();
        int start = at + naming.before.length();
        if (start >= end
                || !topic.startsWith(naming.before, at)
                || !topic.startsWith(naming.after, end)) {
            return null;
        }
        String device = topic.substring(start, end);
        return DeviceIds.isValid(device) ? device : null;
    }

    /** Sorts out at once what differs in plain text. */
    private static boolean mayBe(Level level, String topic, int from, int to) {
        return level.kind != Kind.TEXT
                || level.parts.length != 1
                || level.parts[0].literal == null
                || level.parts[0].literal.length() == to - from
                        && topic.startsWith(level.parts[0].literal, from);
    }

    /** Whether everything that a topic or filter matches is allowed to the identity by this one. */
    boolean contains(String inner, Identity identity) {
        int at = 0;
        for (int i = 0; i < levels.length; i++) {
            Level level = levels[i];
            if (level.kind == Kind.HASH) {
                // MQTT 5.0, 4.7.2: a leading wildcard does not match names that begin with $
                return i != 0 || inner.charAt(0) != '$';
            }
            int slash = inner.indexOf('/', at);
            int end = slash < 0 ? inner.length() : slash;
            if (!level.admits(inner, at, end, identity)) {
                return false;
            }
            boolean last = i == levels.length - 1;
            if (slash < 0) {
                // "a/#" matches its parent level "a" too (4.7.1.2)
                return last || i == levels.length - 2 && levels[i + 1].kind == Kind.HASH;
            }
            if (last) {
                return false;
            }
            at = end + 1;
        }
        return false;
    }

    private static Part[] parts(String level) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < level.length()) {
            if (level.startsWith(DEVICE, at)) {
                parts.add(Part.DEVICE_ID);
                at += DEVICE.length();
            } else if (level.startsWith(TENANT, at)) {
                parts.add(Part.TENANT_ID);
                at += TENANT.length();
            } else {
                int next = nextName(level, at);
                parts.add(new Part(level.substring(at, next), false));
                at = next;
            }
        }
        return parts.toArray(new Part[0]);
    }

    private static int nextName(String level, int at) {
        int device = level.indexOf(DEVICE, at);
        int tenant = level.indexOf(TENANT, at);
        int first = device < 0 ? tenant : tenant < 0 ? device : Math.min(device, tenant);
        return first < 0 ? level.length() : first;
    }
}
