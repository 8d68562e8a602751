/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.door.Intake;
import org.airmessenger.door.Threshold;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Ticket;

import java.util.concurrent.RejectedExecutionException;

/** Carries messages of a device into the route, and their verdicts back. */
final class Carrier {

    private static final String GOING_DOWN = "AIR-1022 the gateway is going down; try again";

    private final Call call;
    private final WebDoor door;
    private final Threshold threshold;
    private final Session session;

    /** What became of one message; told on the event loop. */
    @FunctionalInterface
    interface Verdict {

        /** Kept, if there is no problem. */
        void is(WebMessage message, Problem problem);
    }

    Carrier(Call call) {
        this.call = call;
        this.door = call.door();
        this.threshold = door.messages().threshold();
        this.session = call.session();
    }

    /** Why nothing is taken now; null if something is. */
    static RefusedException closed(WebDoor door) {
        return door.messages().threshold().isOpen()
                ? null
                : new RefusedException(Refusal.GOING_DOWN, GOING_DOWN);
    }

    /** Carries one message on a thread of its own; the verdict comes on the event loop. */
    void carry(WebMessage message, Verdict verdict) {
        threshold.waiting().incrementAndGet();
        try {
            door.executor()
                    .execute(
                            () -> {
                                threshold.waiting().decrementAndGet();
                                take(message, () -> {}, verdict);
                            });
        } catch (RejectedExecutionException e) {
            threshold.waiting().decrementAndGet();
            told(message, new RefusedException(Refusal.GOING_DOWN, GOING_DOWN), verdict);
        }
    }

    /** Hands a message to the route, on a thread that may take its time. */
    void take(WebMessage message, Ticket ticket, Verdict verdict) {
        Intake intake = threshold.intake();
        if (intake == null || call.isRevoked()) {
            ticket.placed();
            RefusedException refused =
                    intake == null
                            ? new RefusedException(Refusal.GOING_DOWN, GOING_DOWN)
                            : new RefusedException(
                                    Refusal.NOT_AUTHENTICATED,
                                    "AIR-1030 the session ended; prove anew who you are");
            told(message, refused, verdict);
            return;
        }
        intake.take(
                message,
                session.identity(),
                ticket,
                failure -> {
                    ticket.placed();
                    told(message, failure, verdict);
                });
    }

    private void told(WebMessage message, Throwable failure, Verdict verdict) {
        Problem problem = problem(message, failure);
        call.connection().runOnContext(() -> verdict.is(message, problem));
    }

    private Problem problem(WebMessage message, Throwable failure) {
        if (failure == null) {
            door.metrics().message(message.qos(), null, message.body().length);
            return null;
        }
        if (failure instanceof RefusedException refused) {
            door.metrics().message(message.qos(), refused.refusal(), 0);
            strike(refused.refusal());
            return Problem.of(refused.refusal(), refused.getMessage(), refused.retryAfterMillis());
        }
        door.metrics().message(message.qos(), Refusal.FAILED, 0);
        return Problem.of(
                Refusal.FAILED,
                "AIR-1023 a message must be kept on disk but was not; send it again",
                0);
    }

    private void strike(Refusal cause) {
        if (cause == Refusal.NOT_ALLOWED || cause == Refusal.MALFORMED) {
            door.doors().strike(session.identity().device());
        }
    }
}
