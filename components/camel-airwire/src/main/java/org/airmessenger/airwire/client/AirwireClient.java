/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.session.Outgoing;
import org.airmessenger.airwire.transport.Ticker;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A client of the wire protocol. Connects, and again when the line breaks; what was published at
 * least once waits meanwhile, and is neither lost nor doubled. Thread-safe.
 *
 * <pre>{@code
 * AirwireClient client = AirwireClient.open(ClientOptions.of("gateway", 7443, tls), message -> …);
 * client.publish("sensors/thermo-1/temperature", payload).get();   // it is on the gateway's disk
 * client.subscribe("commands/thermo-1/#", 1);
 * client.close();
 * }</pre>
 */
public final class AirwireClient implements AutoCloseable {

    private final EventLoopGroup group;
    private final ExecutorService listeners;
    private final ClientLine line;

    private AirwireClient(ClientOptions options, MessageListener messages, LineListener lines) {
        group = new NioEventLoopGroup(1, new DefaultThreadFactory("airwire-client", true));
        listeners =
                Executors.newSingleThreadExecutor(
                        new DefaultThreadFactory("airwire-listener", true));
        line = new ClientLine(options, group.next(), new Inlet(messages, listeners), lines);
    }

    /** Connects, in the background. */
    public static AirwireClient open(ClientOptions options, MessageListener messages) {
        return open(options, messages, LineListener.NONE);
    }

    /** Connects, in the background, and tells how the line does. */
    public static AirwireClient open(
            ClientOptions options, MessageListener messages, LineListener lines) {
        AirwireClient client = new AirwireClient(options, messages, lines);
        client.line.connect();
        return client;
    }

    /** Publishes at least once; done when the gateway has it on disk. */
    public CompletableFuture<Void> publish(String topic, byte[] payload) {
        return publish(topic, payload, Attributes.NONE, 1, 0);
    }

    /**
     * Publishes.
     *
     * @param attributes {@code SendAttributes}, but for EXPIRES_IN
     * @param qos 1: done when the gateway has it on disk; 0: done when it was sent
     * @param expiresInMillis until it is worthless; 0 never
     * @return fails with {@link RefusedByPeerException}, also if the gateway does not let this end
     *     in for good, or with {@link NotSentException}
     * @throws IllegalArgumentException if it cannot be sent
     */
    public CompletableFuture<Void> publish(
            String topic, byte[] payload, Attributes attributes, int qos, long expiresInMillis) {
        Promise promise = new Promise();
        Outgoing message =
                Outgoing.to(topic, payload)
                        .attributes(attributes)
                        .qos(qos)
                        .expiresAt(
                                expiresInMillis == 0
                                        ? Outgoing.NEVER
                                        : Ticker.now() + expiresInMillis)
                        .listener(promise)
                        .build();
        if (!line.offer(message)) {
            promise.completeExceptionally(
                    new NotSentException(
                            qos == 0
                                    ? "the line must be up for a message at most once"
                                    : "the queue must have room"));
        }
        return promise;
    }

    /**
     * Sends a message; its own listener is told. False if there is no room, or no line at QoS 0.
     */
    public boolean offer(Outgoing message) {
        return line.offer(message);
    }

    /**
     * Sends messages together, so that they can be packed together.
     *
     * @return how many of the first were taken; the listeners of the others are not told
     */
    public int offer(List<Outgoing> messages) {
        return line.offer(messages);
    }

    /**
     * Wants messages of a topic to go by an alias with these defaults: 3 to 5 bytes beside the
     * payload.
     *
     * @throws IllegalArgumentException if they cannot be bound
     */
    public void alias(String topic, Attributes defaults) {
        line.alias(topic, defaults);
    }

    /**
     * Subscribes, now and after each new connection.
     *
     * @param qos 0 or 1
     * @return done with the QoS granted
     */
    public CompletableFuture<Integer> subscribe(String filter, int qos) {
        return line.subscriptions().subscribe(filter, qos);
    }

    /** Ends a subscription. */
    public CompletableFuture<Integer> unsubscribe(String filter) {
        return line.subscriptions().unsubscribe(filter);
    }

    /** Whether messages flow. */
    public boolean isUp() {
        return line.isUp();
    }

    /** Published messages that the gateway has not acknowledged. */
    public int outstanding() {
        return line.outstanding();
    }

    /** Says goodbye. What was not acknowledged fails: the gateway may have it or not. */
    @Override
    public void close() {
        line.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        listeners.shutdown();
    }

    /** The future of one message. */
    private static final class Promise extends CompletableFuture<Void>
            implements Outgoing.Listener {

        @Override
        public void ended(Outgoing message, Outgoing.Outcome outcome) {
            if (outcome instanceof Outgoing.Outcome.Delivered) {
                complete(null);
            } else if (outcome instanceof Outgoing.Outcome.Refused refused) {
                completeExceptionally(
                        new RefusedByPeerException(
                                refused.code(), refused.retryMillis(), refused.detail()));
            } else if (outcome instanceof Outgoing.Outcome.NotLetIn why) {
                completeExceptionally(new RefusedByPeerException(why.code(), 0, why.detail()));
            } else if (outcome instanceof Outgoing.Outcome.Expired) {
                completeExceptionally(new NotSentException("it expired before it was taken"));
            } else if (outcome instanceof Outgoing.Outcome.Dropped) {
                completeExceptionally(new NotSentException("there was no credit for it"));
            } else {
                completeExceptionally(
                        new NotSentException("the client was closed before it was acknowledged"));
            }
        }
    }
}
