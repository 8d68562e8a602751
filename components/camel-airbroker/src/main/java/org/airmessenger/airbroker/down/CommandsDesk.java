/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.down.Answers.Awaited;
import org.airmessenger.airbroker.down.Tally.Leave;
import org.airmessenger.airbroker.down.Watches.Watch;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.MessageHeaders;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The operator's way to the mailboxes. */
public final class CommandsDesk implements Commands {

    /** The word of the operator in the place of a door. */
    private static final String OPERATOR = "operator";

    private final DownlinkRoom room;
    private final CamelContext context;
    private final Sender sender;

    /** Hands a message to the lanes' writer. */
    @FunctionalInterface
    public interface Sender {

        /**
         * Sends it; the exchange has the failure if there is one.
         *
         * @param done called, on any thread, when it is kept or refused
         */
        void send(Exchange exchange, Consumer<Exchange> done);
    }

    /** Sends by the sender, and looks into the room. */
    public CommandsDesk(DownlinkRoom room, CamelContext context, Sender sender) {
        this.room = room;
        this.context = context;
        this.sender = sender;
    }

    @Override
    public Summary summary() {
        return new Summary(
                room.waiting(),
                room.tally.bytes.get(),
                room.boxes.size(),
                room.openLines(),
                room.shelf.problem());
    }

    @Override
    public Lanes.Account account() {
        Map<String, Long> dropped = new TreeMap<>();
        long waiting = 0;
        long left = -1;
        // what moves between two looks would seem to be missing
        for (int look = 0; look < 8 && left != room.tally.left(); look++) {
            left = room.tally.left();
            waiting = room.waiting();
            for (Leave leave : Leave.values()) {
                if (leave != Leave.DELIVERED) {
                    dropped.put(leave.word(), room.tally.left(leave).sum());
                }
            }
        }
        return new Lanes.Account(
                ACCOUNT,
                room.tally.accepted.sum(),
                room.tally.recovered.sum(),
                room.tally.left(Leave.DELIVERED).sum(),
                waiting,
                0,
                dropped,
                0,
                0,
                0);
    }

    @Override
    public Box box(String device) {
        Mailbox found = room.boxes.find(device);
        return found == null ? new Box(device, 0, 0, "") : box(found);
    }

    private static Box box(Mailbox found) {
        OpenLine line = found.current();
        return new Box(
                found.device,
                found.messages(),
                found.bytes(),
                line == null ? "" : line.identity.door());
    }

    @Override
    public List<Box> boxes(String after, int limit) {
        TreeMap<String, Box> sorted = new TreeMap<>();
        room.boxes.forEach(
                found -> {
                    if (found.messages() > 0
                            && (after == null || found.device.compareTo(after) > 0)) {
                        sorted.put(found.device, box(found));
                        if (sorted.size() > limit) {
                            sorted.pollLastEntry();
                        }
                    }
                });
        return List.copyOf(sorted.values());
    }

    @Override
    public CompletionStage<List<Waiting>> waiting(String device, int limit) {
        return atBox(device, found -> found.list(limit), List.of());
    }

    @Override
    public CompletionStage<Integer> purge(String device) {
        return atBox(device, found -> found.leaveAll(Long.MAX_VALUE, Leave.PURGED), 0);
    }

    private <T> CompletionStage<T> atBox(
            String device, java.util.function.Function<Mailbox, T> work, T none) {
        Mailbox found = room.boxes.find(device);
        if (found == null) {
            return CompletableFuture.completedFuture(none);
        }
        CompletableFuture<T> done = new CompletableFuture<>();
        found.shard.run(
                () -> {
                    try {
                        done.complete(work.apply(found));
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                });
        return done;
    }

    @Override
    public CompletionStage<Outcome> send(Command command, long deliveryMillis, long answerMillis) {
        long now = room.now();
        MessageHeaders headers = new MessageHeaders(command.headers());
        String id = (String) headers.computeIfAbsent(AirHeaders.ID, name -> Ids.next(now));
        headers.put(AirHeaders.TOPIC, command.topic());
        headers.put(AirHeaders.QOS, command.qos());
        headers.put(AirHeaders.DOOR, OPERATOR);
        headers.put(AirHeaders.TIME, now);
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeaders(headers);
        exchange.getMessage().setBody(command.body());
        Watch watch = room.watches.watch(id);
        Awaited awaited =
                answerMillis > 0
                        ? room.answers.await(
                                (String) headers.get(AirHeaders.REPLY_TO),
                                command.device(),
                                (byte[]) headers.get(AirHeaders.CORRELATION))
                        : null;
        CompletableFuture<Void> kept = new CompletableFuture<>();
        sender.send(
                exchange,
                done -> {
                    if (done.getException() == null) {
                        kept.complete(null);
                    } else {
                        kept.completeExceptionally(done.getException());
                    }
                });
        return kept.thenCompose(done -> delivered(command, watch, deliveryMillis))
                .thenCompose(done -> answered(awaited, answerMillis))
                .thenApply(answer -> outcome(id, command, watch, answer))
                .whenComplete(
                        (done, failure) -> {
                            room.watches.end(id, watch);
                            if (awaited != null) {
                                room.answers.end(awaited);
                            }
                        });
    }

    /** Waits for the device's acknowledgement, if the device is here to give one. */
    private CompletionStage<Leave> delivered(Command command, Watch watch, long millis) {
        Mailbox found = room.boxes.find(command.device());
        OpenLine line = found == null ? null : found.current();
        boolean here = line != null && OwnFilter.match(line.own(), command.topic()) != null;
        return here && command.qos() > 0 && millis > 0
                ? watch.left.copy().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                : CompletableFuture.completedFuture(null);
    }

    private static CompletionStage<Answer> answered(Awaited awaited, long millis) {
        return awaited == null
                ? CompletableFuture.completedFuture(null)
                : awaited.answer().copy().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    }

    private Outcome outcome(String id, Command command, Watch watch, Answer answer) {
        Leave left = watch.left.getNow(null);
        State state;
        if (left == Leave.DELIVERED || answer != null) {
            state = State.DELIVERED;
        } else if (left != null) {
            state = State.DROPPED;
        } else {
            state = watch.isGiven() || command.qos() == 0 ? State.GIVEN : State.WAITING;
        }
        Box box = box(command.device());
        return new Outcome(id, command.topic(), state, box.here(), box.waiting(), answer);
    }
}
