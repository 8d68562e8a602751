/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A step that finishes each message when the test says so. */
public final class HeldStep extends AsyncProcessorSupport {

    /** Long enough for a machine that has other things to do. */
    private static final long LIMIT_SECONDS = 60;

    /** A message that waits for its end. */
    public record Held(Exchange exchange, AsyncCallback callback) {
        public void keep() {
            callback.done(false);
        }

        public void refuse(Exception cause) {
            exchange.setException(cause);
            callback.done(false);
        }

        public String header(String name) {
            return exchange.getIn().getHeader(name, String.class);
        }

        public String text() {
            return new String(
                    exchange.getIn().getBody(byte[].class),
                    java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    public final BlockingQueue<Held> held = new LinkedBlockingQueue<>();

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        held.add(new Held(exchange, callback));
        return false;
    }

    public Held next() throws InterruptedException {
        Held next = held.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came within " + LIMIT_SECONDS + " s");
        }
        return next;
    }
}
