/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.sink.lambda.Payloads.Payload;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Message;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One request of the lane on its way: its payloads are invoked one after the other, so that order
 * holds. It ends with the last one, or with the first that was not taken: then the lane is told how
 * many messages had been accepted before, and these do not come again.
 */
final class LambdaDelivery {

    private final List<Message> messages;
    private final Payloads payloads;
    private final Pace pace;
    private final LambdaVerdicts verdicts;
    private final Function<byte[], CompletableFuture<InvokeResponse>> function;
    private final Map<String, String> refused = new HashMap<>();
    private Consumer<DeliveryException> done;
    private int accepted;

    LambdaDelivery(
            List<Message> messages,
            Payloads payloads,
            Pace pace,
            LambdaVerdicts verdicts,
            Function<byte[], CompletableFuture<InvokeResponse>> function) {
        this.messages = messages;
        this.payloads = payloads;
        this.pace = pace;
        this.verdicts = verdicts;
        this.function = function;
    }

    /**
     * Begins.
     *
     * @param whenDone called once with the verdict, or null if all were accepted
     */
    void start(Consumer<DeliveryException> whenDone) {
        done = whenDone;
        next();
    }

    private void next() {
        Payload payload = payloads.next(pace.most());
        while (payload != null && payload.content() == null) {
            refused.put(
                    id(payload.first()),
                    "AIR-5069 %s takes at most %d bytes but this message has %d"
                            .formatted(verdicts.peer(), payloads.limit(), payload.bytes()));
            payload = payloads.next(pace.most());
        }
        if (payload == null) {
            done.accept(outcome());
            return;
        }
        Payload sent = payload;
        function.apply(payload.content())
                .whenComplete((answer, failure) -> settle(sent, answer, failure));
    }

    private void settle(Payload payload, InvokeResponse answer, Throwable failure) {
        DeliveryException verdict;
        try {
            verdict =
                    failure == null
                            ? verdicts.of(answer, ids(payload))
                            : verdicts.unanswered(failure);
        } catch (RuntimeException e) {
            verdict = verdicts.unanswered(e);
        }
        if (verdict == null) {
            pace.managed(payload.count());
            if (refused.isEmpty()) {
                accepted += payload.count();
            }
            next();
        } else if (!verdict.refused().isEmpty()) {
            pace.managed(payload.count());
            verdict.refused().forEach(this::refuse);
            next();
        } else {
            if (verdict.isUnsure()) {
                pace.failed(payload.count());
            }
            done.accept(verdict.after(accepted));
        }
    }

    private void refuse(String id, String reason) {
        refused.put(id, "AIR-5031 %s refused it: %s".formatted(verdicts.peer(), reason));
    }

    private DeliveryException outcome() {
        if (refused.isEmpty()) {
            return null;
        }
        if (messages.size() == 1) {
            return DeliveryException.refused(refused.values().iterator().next());
        }
        return DeliveryException.refused(
                "AIR-5031 %s refused %d of %d messages"
                        .formatted(verdicts.peer(), refused.size(), messages.size()),
                refused);
    }

    private Set<String> ids(Payload payload) {
        Set<String> ids = new HashSet<>(payload.count() * 2);
        for (int i = 0; i < payload.count(); i++) {
            ids.add(id(payload.first() + i));
        }
        return ids;
    }

    private String id(int number) {
        return String.valueOf(messages.get(number).getHeader(AirHeaders.ID));
    }
}
