/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.message.Causes;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Downlink.Delivery;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.concurrent.CompletableFuture;

/**
 * A line down to a device by one request: subscribed to what it asked for, ended with its session.
 * Belongs to the event loop, but for the receiver's calls.
 */
abstract class DownLine implements Downlink.Receiver, Session.Line {

    final Call call;
    final Commands.Request request;
    private final Identity identity;
    private final Downlink.Line line;
    private boolean open;

    DownLine(Call call, Downlink down, Commands.Request request) {
        this.call = call;
        this.request = request;
        this.identity = call.session().identity();
        this.line = down.open(identity, this);
    }

    /** Acknowledges what the device has, subscribes, and lets messages come. */
    final void start() {
        call.session().add(this);
        call.whenOver(
                () -> {
                    call.session().remove(this);
                    line.close();
                    over();
                });
        CompletableFuture<Void> before =
                request.last() > 0
                        ? line.acknowledgeUpTo(request.last()).toCompletableFuture()
                        : CompletableFuture.completedFuture(null);
        before.thenCompose(done -> subscribe())
                .whenComplete(
                        (done, failure) ->
                                call.connection().runOnContext(() -> subscribed(failure)));
    }

    private CompletableFuture<Void> subscribe() {
        return CompletableFuture.allOf(
                request.filters().stream()
                        .map(
                                filter ->
                                        // what is nobody's own is not kept, so nobody acknowledges
                                        // it
                                        line.subscribe(filter, isOwn(filter) ? 1 : 0)
                                                .toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }

    private boolean isOwn(String filter) {
        return call.door().identities().isOwn(identity, filter);
    }

    private void subscribed(Throwable failure) {
        if (call.isOver()) {
            return;
        }
        if (failure == null) {
            open = true;
            opened();
        } else if (Causes.root(failure) instanceof RefusedException refused) {
            call.refuse(refused);
        } else {
            call.refuse(
                    new RefusedException(
                            Refusal.FAILED,
                            "AIR-1224 a line must be served but the broker failed; try again"));
        }
    }

    final Identity identity() {
        return identity;
    }

    /** Whether the subscriptions are in force. */
    final boolean isOpen() {
        return open;
    }

    /** So many more may come. */
    final void request(int messages) {
        line.request(messages);
    }

    /** The subscriptions are in force. */
    abstract void opened();

    /** A message; on the event loop. */
    abstract void take(Delivery delivery);

    /** The call is over; on the event loop. */
    abstract void over();

    @Override
    public final void receive(Delivery delivery) {
        call.connection()
                .runOnContext(
                        () -> {
                            if (!call.isOver()) {
                                take(delivery);
                            }
                        });
    }

    @Override
    public final void ended(String reason) {
        call.connection().runOnContext(() -> end(reason));
    }
}
