/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.Mail;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;

import org.apache.camel.Message;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Who waits for an answer, by the topic that it will come to. An answer goes to the first who waits
 * there and whose correlation it carries, or that carries none.
 */
final class Answers {

    private final ConcurrentHashMap<String, ConcurrentLinkedQueue<Awaited>> topics =
            new ConcurrentHashMap<>();

    /**
     * An answer to come.
     *
     * @param device whose answer it must be
     * @param correlation what it carries, or null
     */
    record Awaited(
            String topic,
            String device,
            byte[] correlation,
            CompletableFuture<Commands.Answer> answer) {

        private boolean isMeant(Message message) {
            byte[] came = message.getHeader(AirHeaders.CORRELATION, byte[].class);
            return device.equals(message.getHeader(AirHeaders.DEVICE))
                    && (came == null || correlation == null || Arrays.equals(came, correlation));
        }
    }

    Awaited await(String topic, String device, byte[] correlation) {
        Awaited awaited = new Awaited(topic, device, correlation, new CompletableFuture<>());
        topics.compute(
                topic,
                (name, all) -> {
                    var more = all == null ? new ConcurrentLinkedQueue<Awaited>() : all;
                    more.add(awaited);
                    return more;
                });
        return awaited;
    }

    void end(Awaited awaited) {
        topics.computeIfPresent(
                awaited.topic,
                (name, all) -> {
                    all.remove(awaited);
                    return all.isEmpty() ? null : all;
                });
    }

    /**
     * The claim of whoever waits for a message.
     *
     * @param others what else wants it, or null
     * @return {@code others} if nobody does
     */
    Mail.Claim claim(Message message, String topic, Mail.Claim others) {
        var all = topics.isEmpty() ? null : topics.get(topic);
        if (all != null) {
            for (Awaited each : all) {
                if (each.isMeant(message)) {
                    return new Answered(each, message, others);
                }
            }
        }
        return others;
    }

    private record Answered(Awaited awaited, Message message, Mail.Claim others)
            implements Mail.Claim {

        @Override
        public List<Mail.Copy> copies() {
            return others == null ? List.of() : others.copies();
        }

        @Override
        public void kept() {
            if (others != null) {
                others.kept();
            }
            Content content = Content.of(message);
            awaited.answer.complete(new Commands.Answer(content.headers(), content.body()));
        }

        @Override
        public void refused() {
            if (others != null) {
                others.refused();
            }
        }
    }
}
