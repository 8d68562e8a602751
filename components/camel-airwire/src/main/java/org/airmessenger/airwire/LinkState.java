/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.client.LineListener;
import org.airmessenger.airwire.session.Closing;
import org.airmessenger.message.Links;
import org.airmessenger.message.Reason;

import org.apache.camel.Exchange;

/**
 * How the line to another gateway is, for errors and for the operator. It is up while probes come
 * back. To whom it belongs is known with the first message.
 */
final class LinkState implements LineListener {

    private final String peer;
    private Links.Handle handle;
    private boolean isUp;
    private String reason = "it is not connected yet";

    LinkState(String peer) {
        this.peer = peer;
    }

    @Override
    public synchronized void up(boolean resumed) {
        isUp = true;
        tell();
    }

    @Override
    public synchronized void down(Closing closing) {
        isUp = false;
        String detail = closing.detail();
        reason = closing.reason() + (detail == null ? "" : ": " + Reason.of(detail));
        tell();
    }

    /** Why it is down. */
    synchronized String reason() {
        return reason;
    }

    /** The first message tells to whom the line belongs. */
    synchronized void announce(Exchange exchange) {
        if (handle == null) {
            Links links =
                    exchange.getContext()
                            .getRegistry()
                            .lookupByNameAndType(Links.BEAN, Links.class);
            String route = exchange.getFromRouteId();
            handle =
                    (links == null ? new Links() : links)
                            .open(route == null ? "" : Links.nameOf(route), peer);
            tell();
        }
    }

    private void tell() {
        if (handle == null) {
            return;
        }
        if (isUp) {
            handle.up();
        } else {
            handle.down(reason);
        }
    }

    synchronized void close() {
        if (handle != null) {
            handle.close();
            handle = null;
        }
    }
}
