/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.presence;

import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Ids;
import org.airmessenger.message.MessageHeaders;
import org.airmessenger.message.Presence;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The consumer of {@code airbroker:presence}: each word is a message of the device's, retained
 * under {@code presence/<device>}. It stands behind the guard, which judges devices: this is the
 * gateway's own word.
 */
public final class PresenceConsumer extends DefaultConsumer implements ShutdownAware {

    private static final long LAST_WORDS_MILLIS = 5_000;

    private final PresenceBoard board;
    private final RetainedMessages retained;

    /**
     * Silent.
     *
     * @param board null if nothing is to be said
     * @param retained what was said before
     */
    public PresenceConsumer(
            Endpoint endpoint,
            Processor processor,
            PresenceBoard board,
            RetainedMessages retained) {
        super(endpoint, processor);
        this.board = board;
        this.retained = retained;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (board != null) {
            board.begin(this::publish, left());
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (board != null) {
            board.end(LAST_WORDS_MILLIS);
        }
        super.doStop();
    }

    /** It stops behind the doors, which close first: they have something to say until then. */
    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return true;
    }

    @Override
    public int getPendingExchangesSize() {
        return board == null ? 0 : board.underway();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing to prepare
    }

    /** Devices of which it was said last that they are here. */
    private Map<String, PresenceWord> left() {
        Map<String, PresenceWord> left = new HashMap<>();
        for (String topic : retained.matching(Presence.TOPICS + '+')) {
            CoreMessage message = retained.copy(topic);
            PresenceWord word = message == null ? null : PresenceWord.of(body(message));
            if (word != null && word.connected()) {
                left.put(topic.substring(Presence.TOPICS.length()), word);
            }
        }
        return left;
    }

    private static byte[] body(CoreMessage message) {
        ActiveMQBuffer buffer = message.getReadOnlyBodyBuffer();
        byte[] body = new byte[buffer.readableBytes()];
        buffer.readBytes(body);
        return body;
    }

    private void publish(String device, PresenceWord word, Consumer<Throwable> done) {
        Exchange exchange = createExchange(false);
        long now = System.currentTimeMillis();
        MessageHeaders headers = new MessageHeaders();
        headers.put(AirHeaders.ID, Ids.next(now));
        headers.put(AirHeaders.DEVICE, device);
        if (word.tenant() != null) {
            headers.put(AirHeaders.TENANT, word.tenant());
        }
        headers.put(AirHeaders.TOPIC, Presence.TOPICS + device);
        headers.put(AirHeaders.DOOR, word.door());
        headers.put(AirHeaders.QOS, 1);
        headers.put(AirHeaders.TIME, now);
        headers.put(AirHeaders.CONTENT_TYPE, "application/json");
        exchange.getIn().setHeaders(headers);
        exchange.getIn().setBody(word.json());
        exchange.setProperty(AirHeaders.RETAIN, Boolean.TRUE);
        try {
            createUoW(exchange);
        } catch (Exception e) {
            releaseExchange(exchange, false);
            done.accept(e);
            return;
        }
        getAsyncProcessor()
                .process(
                        exchange,
                        sync -> {
                            Exception failure = exchange.getException();
                            doneUoW(exchange);
                            releaseExchange(exchange, false);
                            done.accept(failure);
                        });
    }
}
