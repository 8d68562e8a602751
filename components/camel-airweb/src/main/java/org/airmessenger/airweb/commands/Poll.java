/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Downlink.Delivery;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;

/**
 * A long poll: answers with what waits, at once or when something comes, at the latest when its
 * time is up. What it hands out stays until it is acknowledged.
 */
final class Poll extends DownLine {

    /** What waits comes within so many milliseconds of the first. */
    private static final long GATHER_MILLIS = 20;

    private final Vertx vertx = Vertx.currentContext().owner();
    private final List<byte[]> items = new ArrayList<>();
    private long timer = -1;

    Poll(Call call, Downlink down, Commands.Request request) {
        super(call, down, request);
    }

    @Override
    void opened() {
        request(request.most());
        setTimer(Math.max(GATHER_MILLIS, request.waitMillis()));
    }

    private void setTimer(long millis) {
        cancelTimer();
        timer = vertx.setTimer(millis, over -> answer());
    }

    private void cancelTimer() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    @Override
    void take(Delivery delivery) {
        items.add(JsonDelivery.of(delivery, System.currentTimeMillis()));
        if (items.size() == request.most()) {
            answer();
        } else if (items.size() == 1) {
            setTimer(GATHER_MILLIS);
        }
    }

    private void answer() {
        Buffer body = Buffer.buffer("{\"commands\":[");
        for (int i = 0; i < items.size(); i++) {
            body.appendString(i == 0 ? "" : ",").appendBytes(items.get(i));
        }
        call.answer(200, "application/json", body.appendString("]}"));
    }

    @Override
    public void end(String reason) {
        if (!call.isOver()) {
            if (items.isEmpty()) {
                call.refuse(refusal(reason));
            } else {
                answer();
            }
        }
    }

    static RefusedException refusal(String reason) {
        return reason.equals(Call.GOING_DOWN)
                ? Commands.goingDown()
                : new RefusedException(
                        Refusal.NOT_AUTHENTICATED,
                        "AIR-1030 a session must go on but ended: " + reason);
    }

    @Override
    void over() {
        cancelTimer();
    }
}
