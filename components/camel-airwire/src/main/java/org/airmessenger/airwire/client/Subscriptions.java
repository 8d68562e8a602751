/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.NoteAttributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** What a client subscribed to, and is waiting to be told about. */
final class Subscriptions {

    private final Map<String, Integer> wanted = new LinkedHashMap<>();
    private final Map<Long, CompletableFuture<Integer>> asked = new HashMap<>();

    /** Asked while there was no line: answered after the next WELCOME. */
    private final Map<String, CompletableFuture<Integer>> waiting = new LinkedHashMap<>();

    private Consumer<Subscribe> line;
    private long requests;

    synchronized CompletableFuture<Integer> subscribe(String filter, int qos) {
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("QoS must be 0 or 1 but was " + qos);
        }
        Subscribe.checkFilter(filter);
        wanted.put(filter, qos);
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        if (line == null) {
            CompletableFuture<Integer> before = waiting.put(filter, answer);
            if (before != null) {
                answer.whenComplete((granted, failure) -> settle(before, granted, failure));
            }
        } else {
            ask(filter, qos, answer);
        }
        return answer;
    }

    private static void settle(CompletableFuture<Integer> f, Integer granted, Throwable failure) {
        if (failure == null) {
            f.complete(granted);
        } else {
            f.completeExceptionally(failure);
        }
    }

    synchronized CompletableFuture<Integer> unsubscribe(String filter) {
        Subscribe.checkFilter(filter);
        wanted.remove(filter);
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        if (line == null) {
            answer.complete(0);
        } else {
            ask(filter, Subscribe.END, answer);
        }
        return answer;
    }

    private void ask(String filter, int qos, CompletableFuture<Integer> answer) {
        long request = ++requests;
        asked.put(request, answer);
        line.accept(new Subscribe(request, filter, qos));
    }

    /** There is a line: all of them are asked for, again. */
    synchronized void up(Consumer<Subscribe> its) {
        line = its;
        wanted.forEach(
                (filter, qos) -> {
                    CompletableFuture<Integer> answer = waiting.remove(filter);
                    ask(filter, qos, answer == null ? new CompletableFuture<>() : answer);
                });
        waiting.values().forEach(answer -> answer.complete(0));
        waiting.clear();
    }

    /** There is none: who waits for an answer waits for the next one. */
    synchronized void down() {
        line = null;
        asked.values().forEach(answer -> answer.completeExceptionally(lost()));
        asked.clear();
    }

    /** The gateway lets nobody in: who waits is told so. It is asked again if it ever does. */
    synchronized void notLetIn(RefusedByPeerException why) {
        waiting.values().forEach(answer -> answer.completeExceptionally(why));
        waiting.clear();
    }

    private static NotSentException lost() {
        return new NotSentException("the line broke before it was answered; it is asked again");
    }

    void answered(Result result) {
        CompletableFuture<Integer> answer;
        synchronized (this) {
            answer = asked.remove(result.reference());
        }
        if (answer == null) {
            return;
        }
        if (result.code() == Code.OK) {
            answer.complete((int) result.value());
        } else {
            answer.completeExceptionally(
                    new RefusedByPeerException(
                            result.code(),
                            result.value(),
                            result.notes().get(NoteAttributes.DETAIL)));
        }
    }
}
