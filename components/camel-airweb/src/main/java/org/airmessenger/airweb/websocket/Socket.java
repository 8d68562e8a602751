/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Place;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.airweb.server.WebConnection;
import org.airmessenger.door.LiveConnections;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** One WebSocket of one device. Belongs to the event loop, but for what says otherwise. */
final class Socket implements Session.Line, WebConnection.Reading, Place.Guest {

    /** RFC 6455, 5.5: what a control frame holds, without the two bytes of the code. */
    private static final int MOST_REASON_BYTES = 123;

    private static final Buffer NOTHING = Buffer.buffer();

    private final SocketDoor door;
    private final Call call;
    private final WebConnection connection;
    private final Session session;
    private final Dialect dialect;
    private final ServerWebSocket web;
    private final Pipe pipe;
    private final Assembly assembly;
    private final Sends sends;
    private final Deliveries deliveries;
    private final Inbox inbox;
    private final Noise noise = new Noise();
    private long heardAt = System.nanoTime();
    private long pingedAt = heardAt;
    private boolean ending;
    private boolean over;
    private String reason = "disconnected";

    private Socket(SocketDoor door, Call call, Dialect dialect, ServerWebSocket web) {
        this.door = door;
        this.call = call;
        this.connection = call.connection();
        this.session = call.session();
        this.dialect = dialect;
        this.web = web;
        this.pipe = new Pipe(connection, dialect);
        this.assembly =
                new Assembly(
                        door.options().getMaxSocketMessageBytes(),
                        door.web().options().getBodyDeadlineMillis(),
                        door.web().budget());
        this.sends = new Sends(door, this, pipe);
        this.deliveries = new Deliveries(door, this);
        this.inbox = new Inbox(door, this, sends, deliveries);
    }

    /** A handshake is done. */
    static void open(SocketDoor door, Call call, Dialect dialect, ServerWebSocket web) {
        new Socket(door, call, dialect, web).open();
    }

    private void open() {
        connection.upgraded(door.metrics());
        web.frameHandler(this::heard);
        web.drainHandler(drained -> drained());
        web.closeHandler(closed -> closed());
        web.exceptionHandler(failure -> {});
        pipe.open(door.web().budget(), this::broken);
        session.add(this);
        connection.add(this);
        door.table()
                .enter(identity(), this, sends.order())
                .forEach(
                        older ->
                                older.runOnContext(
                                        () ->
                                                older.end(
                                                        Ending.REPLACED,
                                                        "AIR-1305 a newer one took its place")));
        door.place().join(this);
        if (session.isEvicted()) {
            // before it was found here
            end("revoked");
        }
    }

    Identity identity() {
        return session.identity();
    }

    Dialect dialect() {
        return dialect;
    }

    /** Whether the proof by which the device came does not hold any more; from any thread. */
    boolean isRevoked() {
        return session.isEvicted();
    }

    /** From any thread. */
    void runOnContext(Runnable task) {
        connection.runOnContext(task);
    }

    private void heard(WebSocketFrame frame) {
        if (ending) {
            return;
        }
        heardAt = System.nanoTime();
        switch (frame.type()) {
            case TEXT, BINARY, CONTINUATION -> data(frame);
            case PING, PONG -> {
                if (noise.isTooMuch(heardAt)) {
                    end(
                            Ending.POLICY,
                            "AIR-1311 too many pings and pongs; send at most %d within %d s"
                                    .formatted(Noise.MOST, Noise.WINDOW_SECONDS));
                }
            }
            default -> {
                // a close frame is answered by the library
            }
        }
    }

    private void data(WebSocketFrame frame) {
        if (!frame.isContinuation() && frame.isBinary() != dialect.isBinary()) {
            end(
                    Ending.UNSUPPORTED,
                    "AIR-1309 %s must come in %s frames"
                            .formatted(dialect.protocol(), dialect.isBinary() ? "binary" : "text"));
            return;
        }
        Buffer payload = frame.binaryData();
        if (assembly.isTooLarge(payload.length())) {
            end(
                    Ending.TOO_LARGE,
                    "AIR-1307 a message must be at most %d bytes"
                            .formatted(door.options().getMaxSocketMessageBytes()));
        } else if (frame.isFinal()) {
            inbox.take(assembly.end(payload.getBytes()));
        } else if (!assembly.add(payload.getBytes())) {
            end(Ending.FULL, "AIR-1211 there is no memory now; try again in a second");
        }
    }

    private void broken(Ending how, String text) {
        switch (how) {
            case TOO_LARGE -> end(how, "AIR-1307 " + text);
            case FULL -> end(how, "AIR-1211 " + text);
            default -> {
                strike(Refusal.MALFORMED);
                end(how, "AIR-1306 " + text);
            }
        }
    }

    /** A message of the device is kept, or a wish of it done. */
    void ack(Object ref, String id) {
        write(
                dialect.write(
                        "ack",
                        0,
                        (json, out) -> {
                            Envelope.writeRef(json, ref);
                            if (id != null) {
                                json.writeStringField("id", id);
                            }
                        }));
    }

    /** A subscription is in force. */
    void subscribed(Object ref, int qos) {
        write(
                dialect.write(
                        "ack",
                        0,
                        (json, out) -> {
                            Envelope.writeRef(json, ref);
                            json.writeNumberField("qos", qos);
                        }));
    }

    /** A sign of life that the device asked for. */
    void pong(Object ref) {
        if (noise.isTooMuch(System.nanoTime())) {
            end(Ending.POLICY, "AIR-1311 too many pings");
            return;
        }
        write(dialect.write("pong", 0, (json, out) -> Envelope.writeRef(json, ref)));
    }

    /** Something is refused; counts against the device if it is about rights or form. */
    void refuse(Object ref, String id, RefusedException refused) {
        Problem problem =
                Problem.of(refused.refusal(), refused.getMessage(), refused.retryAfterMillis());
        write(
                dialect.write(
                        "nack",
                        0,
                        (json, out) -> {
                            Envelope.writeRef(json, ref);
                            if (id != null) {
                                json.writeStringField("id", id);
                            }
                            json.writeStringField("code", refused.refusal().word());
                            json.writeStringField("reason", refused.getMessage());
                            if (problem.retryAfterSeconds() > 0) {
                                json.writeNumberField("retryAfter", problem.retryAfterSeconds());
                            }
                        }));
        strike(refused.refusal());
    }

    private void strike(Refusal cause) {
        if (cause == Refusal.NOT_ALLOWED || cause == Refusal.MALFORMED) {
            door.web().doors().strike(identity().device());
        }
    }

    /** Writes a message, unless the end was said already. */
    void write(byte[] message) {
        if (!ending) {
            pipe.write(message);
        }
    }

    /** Whether the device reads what it is sent. */
    boolean isWritable() {
        return !ending && pipe.isWritable();
    }

    private void drained() {
        pipe.drained();
        deliveries.goOn();
    }

    @Override
    public void look(long now) {
        if (ending) {
            return;
        }
        if (pipe.isPaused()) {
            // nothing can be heard of it
            heardAt = now;
        }
        if (assembly.isLate(now) && !pipe.isPaused()) {
            end(Ending.SILENT, "AIR-1313 a message must come to its end within the deadline");
        } else if (now - heardAt
                > TimeUnit.MILLISECONDS.toNanos(door.options().getSocketIdleMillis())) {
            end(Ending.SILENT, "AIR-1312 nothing was heard, not even a pong");
        } else if (now - pingedAt
                > TimeUnit.MILLISECONDS.toNanos(door.options().getSocketPingMillis())) {
            pingedAt = now;
            web.writePing(NOTHING);
        }
    }

    /** Nothing new is taken; what is in progress is finished, then it says goodbye. */
    @Override
    public void goDown() {
        runOnContext(
                () ->
                        sends.whenQuiet(
                                () ->
                                        end(
                                                Ending.GOING_DOWN,
                                                "AIR-1022 the gateway is going down; connect again")));
    }

    /** Its session is over. */
    @Override
    public void end(String why) {
        switch (why) {
            case WebConnection.LOST -> {
                // it is known by then, or soon
            }
            case Call.GOING_DOWN -> goDown();
            case LiveConnections.EXPIRED ->
                    end(Ending.EXPIRED, "AIR-1030 the proof ended; prove anew who you are");
            default -> {
                reason = why;
                end(Ending.POLICY, "AIR-1030 the session ended: " + why);
            }
        }
    }

    /** Says why, and takes nothing more; the first reason counts. */
    void end(Ending how, String text) {
        if (ending) {
            return;
        }
        ending = true;
        if (how != Ending.POLICY) {
            reason = how.presence();
        }
        sends.end();
        assembly.drop();
        door.metrics().connectionEnded(how.metric());
        pipe.stop();
        web.close((short) how.code(), fitting(text));
    }

    private static String fitting(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return bytes.length <= MOST_REASON_BYTES
                ? text
                : new String(Arrays.copyOf(bytes, MOST_REASON_BYTES), StandardCharsets.US_ASCII);
    }

    /** The other end is gone, or was sent away. */
    private void closed() {
        if (over) {
            return;
        }
        over = true;
        if (!ending) {
            ending = true;
            sends.end();
            assembly.drop();
            reason = web.closeStatusCode() == null ? "lost" : "disconnected";
        }
        deliveries.close();
        session.remove(this);
        connection.remove(this);
        door.table().leave(identity(), this, sends.order(), reason);
        door.place().leave(this);
        call.over();
    }
}
