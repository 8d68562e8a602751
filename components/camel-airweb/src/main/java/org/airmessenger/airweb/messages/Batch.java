/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.door.Order;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Many messages of one request, in their order; each gets a verdict of its own. Belongs to the
 * event loop.
 */
final class Batch {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int ACCEPTED = 202;
    private static final int MULTI_STATUS = 207;

    private final Call call;
    private final Carrier carrier;
    private final Order order;
    private final List<Result> results = new ArrayList<>();
    private int open;
    private int refused;
    private long retryAfter;
    private boolean ended;
    private Consumer<WebMessage> judged = message -> {};

    private record Result(String id, Problem problem) {}

    Batch(Call call) {
        this.call = call;
        this.carrier = new Carrier(call);
        this.order = new Order(call.door().executor());
    }

    /**
     * Checks how many there are.
     *
     * @throws RefusedException if they are too many
     */
    static void checkSize(Call call, int items) {
        int most = call.door().options().getMaxBatchItems();
        if (items > most) {
            throw new RefusedException(
                    Refusal.TOO_LARGE,
                    "AIR-1216 a batch must have at most %d messages but has more; send it in parts"
                            .formatted(most));
        }
    }

    /** Told of each message that has its verdict. */
    void onVerdict(Consumer<WebMessage> listener) {
        judged = listener;
    }

    /** How many there are. */
    int size() {
        return results.size();
    }

    /** The next message. */
    void add(WebMessage message) {
        int place = results.size();
        results.add(null);
        open++;
        call.door().messages().threshold().waiting().incrementAndGet();
        try {
            order.add(
                    ticket -> {
                        call.door().messages().threshold().waiting().decrementAndGet();
                        carrier.take(
                                message, ticket, (kept, problem) -> done(place, kept, problem));
                    });
        } catch (RejectedExecutionException e) {
            done(
                    place,
                    message,
                    Problem.of(Refusal.GOING_DOWN, "AIR-1022 the gateway is going down", 0));
        }
    }

    /** The next one could not be read. */
    void refuse(RefusedException why) {
        call.door().metrics().message(1, why.refusal(), 0);
        if (why.refusal() == Refusal.MALFORMED) {
            call.door().doors().strike(call.session().identity().device());
        }
        results.add(
                new Result(
                        null, Problem.of(why.refusal(), why.getMessage(), why.retryAfterMillis())));
        refused++;
    }

    /** No more come. */
    void end() {
        ended = true;
        order.end();
        answerIfDone();
    }

    private void done(int place, WebMessage message, Problem problem) {
        results.set(place, new Result(message.id(), problem));
        open--;
        if (problem != null) {
            refused++;
            retryAfter = Math.max(retryAfter, problem.retryAfterSeconds());
        }
        judged.accept(message);
        answerIfDone();
    }

    private void answerIfDone() {
        if (!ended || open > 0 || call.isOver()) {
            return;
        }
        if (retryAfter > 0) {
            call.response().putHeader("Retry-After", Long.toString(retryAfter));
        }
        call.answer(refused == 0 ? ACCEPTED : MULTI_STATUS, "application/json", body());
    }

    private byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("accepted", results.size() - refused);
            json.writeNumberField("refused", refused);
            json.writeArrayFieldStart("items");
            for (Result result : results) {
                json.writeStartObject();
                json.writeNumberField(
                        "status", result.problem == null ? ACCEPTED : result.problem.status());
                if (result.id != null) {
                    json.writeStringField("id", result.id);
                }
                if (result.problem != null) {
                    result.problem.writeRest(json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
