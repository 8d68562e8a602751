/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.mqtt;

/** Where properties stand in what a client sends (MQTT 5.0, 2.2.2.2). */
enum Place {
    CONNECT("CONNECT"),
    WILL("the will"),
    PUBLISH("PUBLISH"),
    ANSWER("PUBACK, PUBREC, PUBREL or PUBCOMP"),
    SUBSCRIBE("SUBSCRIBE"),
    UNSUBSCRIBE("UNSUBSCRIBE"),
    DISCONNECT("DISCONNECT"),
    AUTH("AUTH");

    private final String word;

    Place(String word) {
        this.word = word;
    }

    int bit() {
        return 1 << ordinal();
    }

    @Override
    public String toString() {
        return word;
    }
}
