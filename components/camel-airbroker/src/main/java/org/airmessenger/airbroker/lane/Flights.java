/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The requests that the sink has now. None stays for ever: a sink that forgets one is away. */
final class Flights {

    private final Dispatcher dispatcher;
    private final Outcomes outcomes;
    private final Executor executor;
    private final Sender sender;
    private final long maxNanos;

    /** What was sent first comes first. */
    private final Set<Request> sent = new LinkedHashSet<>();

    Flights(Dispatcher dispatcher, Outcomes outcomes, Executor executor, Sender sender) {
        this.dispatcher = dispatcher;
        this.outcomes = outcomes;
        this.executor = executor;
        this.sender = sender;
        this.maxNanos = TimeUnit.MILLISECONDS.toNanos(dispatcher.configuration.getRequestMax());
    }

    /** Sends the current part of a request. */
    void send(Request request) {
        int again = 0;
        for (Entry entry : request.current) {
            again += entry.handedOut ? 1 : 0;
            entry.handedOut = true;
        }
        dispatcher.destination.account.redelivered.add(again);
        dispatcher.turns.sending(request);
        request.sentAt = dispatcher.clock.nanoTime();
        int number = ++request.sent;
        sent.add(request);
        List<Entry> part = request.current;
        boolean single = request.lane.lane.limits().maxMessages() == 1;
        executor.execute(
                () ->
                        sender.send(
                                part,
                                single,
                                failure ->
                                        dispatcher.tell(
                                                () ->
                                                        ended(
                                                                request,
                                                                number,
                                                                Verdict.of(failure)))));
    }

    /** The outcome of one part; of a part that was given up before, it is ignored. */
    private void ended(Request request, int number, Verdict verdict) {
        if (request.sent == number && sent.remove(request)) {
            outcomes.ended(request, verdict);
        }
    }

    /** Ends what takes too long. */
    void giveUpOverdue(long now) {
        while (untilOverdue(now) <= 0) {
            Request first = sent.iterator().next();
            Verdict verdict =
                    Verdict.away(
                            "AIR-4107 a request to %s must end within %d ms but did not; look at its sink"
                                    .formatted(
                                            dispatcher.destination.name,
                                            dispatcher.configuration.getRequestMax()));
            ended(first, first.sent, verdict);
        }
    }

    /** Nanoseconds until a request takes too long; the greatest long if there is none. */
    long untilOverdue(long now) {
        return sent.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(0, sent.iterator().next().sentAt + maxNanos - now);
    }
}
