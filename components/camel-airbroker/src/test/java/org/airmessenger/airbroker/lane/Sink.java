/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A sink in the hand of a test: answers at once by a function, or holds each request. */
final class Sink extends AsyncProcessorSupport {

    /** A request that waits for its answer. */
    record Held(List<String> ids, Exchange exchange, AsyncCallback callback) {

        void accept() {
            callback.done(false);
        }

        void fail(Throwable failure) {
            exchange.setException(failure);
            callback.done(false);
        }
    }

    private final List<List<String>> requests = new ArrayList<>();
    private final List<Message> accepted = new ArrayList<>();
    private final LinkedBlockingQueue<Held> held = new LinkedBlockingQueue<>();
    private volatile Function<List<String>, Throwable> answer = ids -> null;
    private volatile boolean holding;
    private volatile boolean forgetting;

    static Sink answering(Function<List<String>, Throwable> answer) {
        Sink sink = new Sink();
        sink.answer = answer;
        return sink;
    }

    static Sink accepting() {
        return new Sink();
    }

    static Sink holding() {
        Sink sink = new Sink();
        sink.holding = true;
        return sink;
    }

    void answer(Function<List<String>, Throwable> changed) {
        answer = changed;
    }

    /** From now on requests are answered by the function. */
    void letGo() {
        holding = false;
    }

    /** Keeps no record, for long runs. */
    Sink forgetting() {
        forgetting = true;
        return this;
    }

    /** From now on requests are held. */
    void hold() {
        holding = true;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (forgetting) {
            callback.done(true);
            return true;
        }
        List<Message> messages = messages(exchange);
        List<String> ids =
                messages.stream().map(it -> it.getHeader(AirHeaders.ID, String.class)).toList();
        synchronized (this) {
            requests.add(ids);
        }
        if (holding) {
            held.add(new Held(ids, exchange, callback));
            return false;
        }
        Throwable failure = answer.apply(ids);
        if (failure != null) {
            exchange.setException(failure);
        } else {
            synchronized (this) {
                accepted.addAll(messages);
            }
        }
        callback.done(true);
        return true;
    }

    static List<Message> messages(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof List<?> list) {
            return list.stream().map(Message.class::cast).toList();
        }
        return List.of(exchange.getMessage());
    }

    /** The next held request. */
    Held next() throws InterruptedException {
        Held next = held.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came within 10 s");
        }
        return next;
    }

    boolean isIdle() {
        return held.isEmpty();
    }

    synchronized List<List<String>> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> accepted() {
        return accepted.stream().map(it -> it.getHeader(AirHeaders.ID, String.class)).toList();
    }

    synchronized List<Message> acceptedMessages() {
        return List.copyOf(accepted);
    }
}
