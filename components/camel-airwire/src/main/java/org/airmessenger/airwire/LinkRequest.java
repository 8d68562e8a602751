/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.server.WireHeaders;
import org.airmessenger.airwire.session.Outgoing;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Messages that go to another gateway together, and their verdict: all there, some refused for
 * good, or the gateway is away, so that all of them come again with the same ids.
 */
final class LinkRequest {

    private static final byte[] NOTHING = {};

    private final List<Message> messages;
    private final String peer;
    private final LinkTopics topics;
    private final Consumer<DeliveryException> done;
    private final Map<String, String> refused = new HashMap<>();
    private DeliveryException away;
    private String refusal;
    private int open;
    private boolean over;
    private ScheduledFuture<?> timeout;

    LinkRequest(
            List<Message> messages,
            String peer,
            LinkTopics topics,
            Consumer<DeliveryException> done) {
        this.messages = messages;
        this.peer = peer;
        this.topics = topics;
        this.done = done;
        this.open = messages.size();
    }

    void send(
            AirwireClient client, String node, long timeoutMillis, ScheduledExecutorService timer) {
        long giveUpAt = Ticker.now() + timeoutMillis;
        synchronized (this) {
            timeout = timer.schedule(this::late, timeoutMillis, TimeUnit.MILLISECONDS);
        }
        List<Outgoing> all = new ArrayList<>(messages.size());
        List<Message> offered = new ArrayList<>(messages.size());
        for (Message message : byTenant(messages)) {
            String topic = topics.of(message.getHeader(AirHeaders.TOPIC, "", String.class));
            if (topic == null) {
                ended(message, new Outgoing.Outcome.Delivered());
                continue;
            }
            try {
                all.add(outgoing(message, topic, node, giveUpAt));
                offered.add(message);
            } catch (IllegalArgumentException e) {
                ended(
                        message,
                        new Outgoing.Outcome.Refused(Code.MESSAGE_MALFORMED, 0, e.getMessage()));
            }
        }
        int taken = client.offer(all);
        offered.subList(taken, offered.size())
                .forEach(message -> ended(message, new Outgoing.Outcome.Dropped()));
    }

    /** Only what one tenant sent is packed together; the order of each device stays. */
    private static List<Message> byTenant(List<Message> messages) {
        List<Message> sorted = new ArrayList<>(messages);
        sorted.sort(
                Comparator.comparing(
                        message -> message.getHeader(AirHeaders.TENANT, "", String.class)));
        return sorted;
    }

    private Outgoing outgoing(Message message, String topic, String node, long giveUpAt) {
        Map<String, Object> headers = message.getHeaders();
        Long expiry = message.getHeader(AirHeaders.EXPIRY, Long.class);
        int qos = message.getHeader(AirHeaders.QOS, 1, Integer.class);
        byte[] body = message.getBody(byte[].class);
        return Outgoing.to(topic, body == null ? NOTHING : body)
                .qos(qos)
                .attributes(WireHeaders.toGateway(headers, node).build())
                .expiresAt(expiry == null ? Outgoing.NEVER : Ticker.of(expiry))
                .giveUpAt(giveUpAt)
                .retried(false)
                .listener((sent, outcome) -> ended(message, outcome))
                .build();
    }

    private void ended(Message message, Outgoing.Outcome outcome) {
        DeliveryException verdict;
        synchronized (this) {
            if (over) {
                return;
            }
            judge(message, outcome);
            open--;
            if (open > 0) {
                return;
            }
            over = true;
            timeout.cancel(false);
            verdict = verdict();
        }
        done.accept(verdict);
    }

    private void judge(Message message, Outgoing.Outcome outcome) {
        if (outcome instanceof Outgoing.Outcome.Delivered) {
            return;
        }
        if (outcome instanceof Outgoing.Outcome.Refused why && !Code.isRetryable(why.code())) {
            refusal =
                    "AIR-1413 %s refused a message: %s%s"
                            .formatted(
                                    peer,
                                    Code.name(why.code()),
                                    why.detail() == null ? "" : ", " + why.detail());
            refused.put(message.getHeader(AirHeaders.ID, "", String.class), refusal);
        } else {
            long retry = outcome instanceof Outgoing.Outcome.Refused r ? r.retryMillis() : 0;
            away =
                    DeliveryException.away(
                            "AIR-1409 %s must take messages but does not now: %s; they come again"
                                    .formatted(peer, outcome),
                            retry);
        }
    }

    private DeliveryException verdict() {
        if (away != null) {
            return away;
        }
        if (refused.isEmpty()) {
            return null;
        }
        return messages.size() == 1 || refused.containsKey("")
                ? DeliveryException.refused(refusal)
                : DeliveryException.refused(refusal, refused);
    }

    private void late() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        done.accept(
                DeliveryException.away(
                        "AIR-1409 %s must acknowledge in time but did not; they come again"
                                .formatted(peer),
                        0));
    }
}
