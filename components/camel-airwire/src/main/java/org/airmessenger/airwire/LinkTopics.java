/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.message.Presence;

import io.micrometer.core.instrument.Counter;

/**
 * Under which topics messages go to another gateway. What a gateway itself says of who is here
 * ({@code presence/<device>}) the other one would refuse, since there it speaks for itself alone:
 * so these words go below a topic of their own, or stay here.
 */
final class LinkTopics {

    private final String presence;
    private final Counter stayed;

    /**
     * @param presence below which topic they go; null or empty: they stay here
     * @param stayed counts those that do
     */
    LinkTopics(String presence, Counter stayed) {
        this.presence = presence == null || presence.isEmpty() ? null : presence + '/';
        this.stayed = stayed;
    }

    /** Where a message of a topic goes; null: it stays here, and that is all right. */
    String of(String topic) {
        if (!topic.startsWith(Presence.TOPICS)) {
            return topic;
        }
        if (presence == null) {
            stayed.increment();
            return null;
        }
        return presence + topic;
    }
}
