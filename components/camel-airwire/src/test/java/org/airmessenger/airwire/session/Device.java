/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.Welcome;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An initiator that stores everything at once, in memory. */
final class Device implements Application {

    final Session session;
    final Limits limits;
    final List<String> received = new ArrayList<>();
    final Set<String> ids = new HashSet<>();
    final Map<String, Outgoing.Outcome> outcomes = new LinkedHashMap<>();
    final List<Result> results = new ArrayList<>();
    final List<Closing> closings = new ArrayList<>();
    Connection connection;
    Line line;
    Welcome welcome;
    int resumed;
    int begun;

    Device(Limits limits) {
        this.limits = limits;
        this.session = new Session(null, limits, 10_000, 1 << 24);
    }

    void connect(long now) {
        connect(Attributes.NONE, now);
    }

    void connect(Attributes greeting, long now) {
        line = new Line();
        connection = Connection.initiate(session, limits, greeting, line, this, now);
    }

    void publish(String text) {
        publish(text, Attributes.NONE, Outgoing.NEVER);
    }

    void publish(String text, Attributes attributes, long expiresAt) {
        boolean taken =
                session.offer(
                        Outgoing.to("t/" + text.charAt(0), text.getBytes())
                                .attributes(attributes)
                                .expiresAt(expiresAt)
                                .listener((message, outcome) -> ended(text, outcome))
                                .build());
        if (!taken) {
            throw new AssertionError("no room");
        }
    }

    private void ended(String text, Outgoing.Outcome outcome) {
        if (outcomes.put(text, outcome) != null) {
            throw new AssertionError("ended twice: " + text);
        }
    }

    @Override
    public void ready(boolean isResumed, Welcome its) {
        welcome = its;
        if (isResumed) {
            resumed++;
        } else {
            begun++;
        }
    }

    @Override
    public void received(Incoming message) {
        boolean again = message.attributes().get(SendAttributes.AGAIN) != null;
        if (!again || !ids.contains(message.id())) {
            ids.add(message.id());
            received.add(new String(message.payload()));
        }
        session.stored(message);
    }

    @Override
    public void result(Result result) {
        results.add(result);
    }

    @Override
    public void closed(Closing closing) {
        closings.add(closing);
    }
}
