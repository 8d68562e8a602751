/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Downlink.Delivery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

import java.nio.charset.StandardCharsets;

/**
 * Server-sent events (WHATWG HTML, 9.2): one event per message, its id the command's number, with a
 * comment as a sign of life. A device that reads slowly gets no more than fits into its connection.
 */
final class EventStream extends DownLine {

    private static final String MEDIA_TYPE = "text/event-stream";
    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
    private static final int WINDOW = 16;
    private static final int QUEUE_BYTES = 1 << 16;

    /** Times between signs of life in which the last one does not leave, after which it is gone. */
    private static final int MOST_UNREAD = 4;

    private final Vertx vertx = Vertx.currentContext().owner();
    private final Attendance attendance;
    private long timer = -1;
    private Future<Void> sent = Future.succeededFuture();
    private int unread;
    private int owed;
    private String reason = "disconnected";
    private boolean present;
    private boolean idle;

    EventStream(Call call, Downlink down, Attendance attendance, Commands.Request request) {
        super(call, down, request);
        this.attendance = attendance;
    }

    @Override
    void opened() {
        HttpServerResponse response = call.begin(200, MEDIA_TYPE);
        response.setWriteQueueMaxSize(QUEUE_BYTES);
        response.setChunked(true);
        // a browser comes back after so many milliseconds
        response.write("retry: 2000\n\n");
        response.drainHandler(drained -> goOn());
        timer = vertx.setPeriodic(call.door().options().getHeartbeatMillis(), beat -> beat());
        present = true;
        attendance.begin(identity());
        request(WINDOW);
    }

    private void beat() {
        if (!sent.isComplete()) {
            // behind what the device does not read, or its network does not take
            unread++;
            if (unread >= MOST_UNREAD) {
                reason = "lost";
                call.connection().close(0);
            }
        } else {
            unread = 0;
            idle(true);
            sent = call.response().write(HEARTBEAT);
            call.connection().probe();
        }
    }

    /** Nothing is sent but signs of life: a few that nobody confirms show that it is gone. */
    private void idle(boolean now) {
        if (idle != now && !call.connection().hasStreams()) {
            idle = now;
            call.connection().confirmed(now);
        }
    }

    @Override
    void take(Delivery delivery) {
        idle(false);
        call.response().write(event(delivery));
        owed++;
        if (!call.response().writeQueueFull()) {
            goOn();
        }
    }

    private void goOn() {
        if (owed > 0 && !call.isOver()) {
            int more = owed;
            owed = 0;
            request(more);
        }
    }

    private static Buffer event(Delivery delivery) {
        Buffer event = Buffer.buffer();
        if (delivery.number() > 0) {
            event.appendString("id: ")
                    .appendString(Long.toString(delivery.number()))
                    .appendString("\n");
        }
        event.appendString("event: command\ndata: ");
        byte[] json = JsonDelivery.of(delivery, System.currentTimeMillis());
        int from = 0;
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n') {
                event.appendBytes(json, from, i - from).appendString("\ndata: ");
                from = i + 1;
            }
        }
        return event.appendBytes(json, from, json.length - from).appendString("\n\n");
    }

    @Override
    public void end(String why) {
        if (call.isOver()) {
            return;
        }
        reason = why;
        if (isOpen()) {
            String told = why.replaceAll("[^A-Za-z0-9 .,:;-]", " ");
            call.end(
                    Buffer.buffer(
                            "event: end\ndata: {\"reason\":\"" + told + "\"}\n\n",
                            StandardCharsets.UTF_8.name()));
        } else {
            call.refuse(Poll.refusal(why));
        }
    }

    @Override
    void over() {
        idle(false);
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        if (present) {
            attendance.end(identity(), reason);
        }
    }
}
