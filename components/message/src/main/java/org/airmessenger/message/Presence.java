/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * Who is here. Every door reports it; it is published as the retained local topic {@code
 * presence/<device>}, and goes through the rules like any message. Bound in Camel's registry as
 * {@value #BEAN}. Thread-safe and never blocking.
 */
public interface Presence {

    /** Name of the bean. */
    String BEAN = "airPresence";

    /** What its topics begin with. They are the gateway's: no device publishes to them. */
    String TOPICS = "presence/";

    /**
     * Whether a subscription does not get a topic because it is one of these: a wildcard in the
     * first level does not match them, as it does not match names that begin with {@code $} (MQTT
     * 5.0, 4.7.2). Who asks for all that devices send does not ask for what the gateway says of
     * them.
     *
     * @param filter without {@code $share/<name>/}
     */
    static boolean isHidden(String topic, String filter) {
        return topic.startsWith(TOPICS) && (filter.startsWith("#") || filter.startsWith("+"));
    }

    /** A device was let in; several connections of one device count as one presence per door. */
    void connected(Identity identity);

    /**
     * A device's last connection by its door is over.
     *
     * @param reason one word or a few: {@code disconnected}, {@code lost}, {@code revoked}, …
     */
    void gone(Identity identity, String reason);
}
