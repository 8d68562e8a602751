/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.airwire.transport.WireHandler;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A connection's subscriptions, and its line down to the device. Belongs to the event loop. */
final class Commands implements Downlink.Receiver {

    private final WireDoor door;
    private final WireHandler handler;
    private final Session session;
    private final Identity identity;
    private final CommandWay way;
    private Downlink.Line line;
    private boolean closed;

    Commands(WireDoor door, WireHandler handler, Session session, Identity identity) {
        this.door = door;
        this.handler = handler;
        this.session = session;
        this.identity = identity;
        this.way = (CommandWay) session.attachment();
    }

    /** Begins or ends a subscription; the answer may come on any thread. */
    void subscribe(Subscribe request, Consumer<Result> answer) {
        if (!open()) {
            answer.accept(result(request, Code.FAILED, 0, Attributes.NONE));
            return;
        }
        CompletionStage<Integer> granted =
                request.isEnd()
                        ? line.unsubscribe(request.filter()).thenApply(was -> was ? 1 : 0)
                        : line.subscribe(request.filter(), request.qos());
        granted.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        answer.accept(result(request, Code.OK, value, Attributes.NONE));
                    } else {
                        answer.accept(refusal(request, failure));
                    }
                });
    }

    private boolean open() {
        if (line == null && !closed) {
            Downlink downlink = door.downlink();
            if (downlink != null) {
                line = downlink.open(identity, this);
                way.open(line);
            }
        }
        return line != null;
    }

    private Result refusal(Subscribe request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
        RefusedException refused =
                cause instanceof RefusedException e
                        ? e
                        : new RefusedException(
                                Refusal.FAILED,
                                "AIR-1403 a subscription to %s must be made but failed; try again"
                                        .formatted(Quoted.of(request.filter())));
        door.metrics().connectionRefused(refused.refusal());
        if (refused.refusal() == Refusal.NOT_ALLOWED || refused.refusal() == Refusal.MALFORMED) {
            door.doors().strike(identity.device());
        }
        return result(
                request,
                Intaking.code(refused),
                refused.retryAfterMillis(),
                WireConnection.note(refused));
    }

    private static Result result(Subscribe request, int code, long value, Attributes notes) {
        int kind = request.isEnd() ? Result.UNSUBSCRIBE : Result.SUBSCRIBE;
        return new Result(kind, request.request(), code, value, notes);
    }

    @Override
    public void receive(Downlink.Delivery delivery) {
        // not here: whoever calls holds locks of his own
        handler.run(
                () -> {
                    if (!closed) {
                        way.receive(delivery, line);
                    }
                });
    }

    @Override
    public void ended(String reason) {
        handler.run(
                () -> {
                    if (!closed && session.connection() != null) {
                        session.connection().end(Code.OVERLOADED, 0, reason, Ticker.now());
                    }
                });
    }

    /** The connection is over; what it did not acknowledge stays in the mailbox. */
    void close() {
        closed = true;
        if (line != null) {
            way.close(line);
            line.close();
        }
    }
}
