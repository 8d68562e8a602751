/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Sequences;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What may come twice: what was delivered while the gateway was killed, once more in each life
 * after, and by the same id.
 */
final class Doubles implements BiConsumer<String, Payload> {

    private record Message(int device, int sequence) {}

    private final Map<Message, String> ids = new HashMap<>();
    private final List<Sequences> life = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    @Override
    public synchronized void accept(String id, Payload payload) {
        Message message = new Message(payload.device(), payload.sequence());
        String first = ids.putIfAbsent(message, id);
        if (first != null && !first.equals(id)) {
            broken.add(message + " came as " + first + " and as " + id);
        }
        while (life.size() <= message.device()) {
            life.add(new Sequences());
        }
        if (life.get(message.device()).add(message.sequence()) == Sequences.Seen.AGAIN) {
            broken.add(message + " came twice though nothing was killed between");
        }
    }

    /** The gateway was killed, and all that it had sent has come. */
    synchronized void nextLife() {
        life.clear();
    }

    /** What no kill explains. */
    synchronized List<String> broken() {
        return List.copyOf(broken);
    }
}
