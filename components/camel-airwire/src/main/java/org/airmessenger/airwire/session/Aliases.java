/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The aliases that this end bound (PROTOCOL.md, 8.1): what the application asked for, and topics
 * that come a second time, as long as there are numbers.
 */
final class Aliases {

    private static final int REMEMBERED = 256;

    private final Map<String, Bind> byTopic = new HashMap<>();

    /** What the application wants bound, with its defaults. */
    private final Map<String, Attributes> wanted = new HashMap<>();

    /** Topics that came once. */
    private final Map<String, Boolean> seen =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private final Set<String> refused = new HashSet<>();
    private int next;
    private long sent;

    /** How many BINDs went out in this session. */
    long sent() {
        return sent;
    }

    /** The application wants an alias for this topic, with these defaults. */
    void want(String topic, Attributes defaults) {
        wanted.put(topic, defaults);
    }

    /** The binding of a topic that fits a message with these attributes, or null. */
    Bind find(String topic, Attributes attributes) {
        Bind bind = byTopic.get(topic);
        return bind != null && attributes.hasAll(bind.defaults()) ? bind : null;
    }

    /** Whether a topic is to be bound: it was asked for, or comes a second time. */
    boolean deserves(String topic, int max) {
        if (next >= max || byTopic.containsKey(topic) || refused.contains(topic)) {
            return false;
        }
        return wanted.containsKey(topic) || seen.put(topic, true) != null;
    }

    /** A new binding. */
    Bind bind(String topic) {
        seen.remove(topic);
        Bind bind = new Bind(next++, topic, wanted.getOrDefault(topic, Attributes.NONE));
        byTopic.put(topic, bind);
        sent++;
        return bind;
    }

    /** The peer does not know an alias. */
    void remove(int alias) {
        byTopic.values().removeIf(bind -> bind.alias() == alias);
    }

    /** The peer refused an alias: its topic gets none any more. */
    void refuse(int alias) {
        for (Bind bind : byTopic.values()) {
            if (bind.alias() == alias && refused.size() < REMEMBERED) {
                refused.add(bind.topic());
            }
        }
        remove(alias);
    }

    /** The peer knows nothing any more. */
    void forget() {
        byTopic.clear();
        refused.clear();
        next = 0;
        sent = 0;
    }
}
