/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.nio.charset.StandardCharsets;

/**
 * Topic names and topic filters by MQTT's grammar (MQTT 5.0, section 4.7), with the gateway's
 * limits: at most 512 bytes of UTF-8 and 32 levels.
 */
public final class Topics {

    /** Longest topic or filter, in bytes of UTF-8. */
    public static final int MAX_BYTES = 512;

    /** Most levels of a topic or filter. */
    public static final int MAX_LEVELS = 32;

    private Topics() {}

    /**
     * What is wrong with a topic name, or null if nothing is. A name beginning with {@code $} is
     * reserved to the gateway and refused too.
     */
    public static String problemOfName(String topic) {
        if (topic == null || topic.isEmpty()) {
            return "a topic must not be empty";
        }
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            return "a topic must have no wildcard but was " + Quoted.of(topic);
        }
        if (topic.charAt(0) == '$') {
            return "a topic must not begin with $ but was " + Quoted.of(topic);
        }
        return problemOfText(topic);
    }

    /**
     * Whether a topic, filter or address belongs to the gateway: lanes, everything beginning with
     * {@code $}, and the broker's own notation {@code address::queue}. No device reaches it,
     * whatever its policy says.
     */
    public static boolean isReserved(String name) {
        return name.startsWith("lane.") || name.startsWith("$") || name.contains("::");
    }

    /** What is wrong with a topic filter ({@code $share} removed), or null if nothing is. */
    public static String problemOfFilter(String filter) {
        String problem = problemOfWildcards(filter);
        return problem == null ? problemOfText(filter) : problem;
    }

    /**
     * What makes a text no topic filter ({@code $share} removed) by MQTT's grammar alone (MQTT 5.0,
     * 4.7.1 and 4.7.3), or null; it may still be one that is not accepted.
     */
    public static String problemOfWildcards(String filter) {
        if (filter == null || filter.isEmpty()) {
            return "a topic filter must not be empty";
        }
        int last = filter.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = filter.charAt(i);
            boolean startsLevel = i == 0 || filter.charAt(i - 1) == '/';
            boolean endsLevel = i == last || filter.charAt(i + 1) == '/';
            if (c == '#' && !(startsLevel && i == last)) {
                return "# must stand alone in the last level but the filter was "
                        + Quoted.of(filter);
            }
            if (c == '+' && !(startsLevel && endsLevel)) {
                return "+ must stand alone in its level but the filter was " + Quoted.of(filter);
            }
        }
        return null;
    }

    /**
     * Whether every topic that {@code inner} matches is matched by {@code outer} too; both valid
     * filters (a topic name is a filter that matches itself).
     */
    public static boolean contains(String outer, String inner) {
        int o = 0;
        int i = 0;
        while (true) {
            int oEnd = levelEnd(outer, o);
            if (isLevel(outer, o, oEnd, '#')) {
                // MQTT 5.0, 4.7.2: a leading wildcard does not match names that begin with $
                return o != 0 || inner.charAt(0) != '$';
            }
            int iEnd = levelEnd(inner, i);
            if (isLevel(inner, i, iEnd, '#')) {
                return false;
            }
            if (isLevel(outer, o, oEnd, '+')) {
                if (o == 0 && inner.charAt(0) == '$') {
                    return false;
                }
            } else if (oEnd - o != iEnd - i || !outer.regionMatches(o, inner, i, oEnd - o)) {
                return false;
            }
            boolean outerDone = oEnd == outer.length();
            boolean innerDone = iEnd == inner.length();
            if (innerDone) {
                // "a/#" matches its parent level "a" too (4.7.1.2)
                return outerDone || outer.length() == oEnd + 2 && outer.charAt(oEnd + 1) == '#';
            }
            if (outerDone) {
                return false;
            }
            o = oEnd + 1;
            i = iEnd + 1;
        }
    }

    private static int levelEnd(String text, int from) {
        int slash = text.indexOf('/', from);
        return slash < 0 ? text.length() : slash;
    }

    private static boolean isLevel(String text, int from, int to, char wildcard) {
        return to - from == 1 && text.charAt(from) == wildcard;
    }

    private static String problemOfText(String text) {
        int levels = 1;
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/') {
                levels++;
            } else if (c == 0) {
                return "a topic must not contain U+0000 but was " + Quoted.of(text);
            } else if (c > 127) {
                ascii = false;
                if (isLoneSurrogate(text, i)) {
                    return "a topic must be well-formed Unicode but was " + Quoted.of(text);
                }
            }
        }
        if (levels > MAX_LEVELS) {
            return "a topic must have at most " + MAX_LEVELS + " levels but had " + levels;
        }
        int bytes = ascii ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            return "a topic must have at most " + MAX_BYTES + " bytes but had " + bytes;
        }
        return null;
    }

    private static boolean isLoneSurrogate(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c)
                && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
