/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.buffer.Buffer;

import java.util.function.Consumer;

/**
 * Reads a body into memory, within a limit, a deadline and the door's budget: what is known to be
 * too much is refused before it comes.
 */
public final class BodyReader {

    private final Call call;
    private final long limit;
    private final Deadline deadline;
    private final Consumer<byte[]> taker;
    private final Buffer body = Buffer.buffer();
    private long taken;
    private boolean done;

    private BodyReader(Call call, long limit, long deadlineMillis, Consumer<byte[]> taker) {
        this.call = call;
        this.limit = limit;
        this.deadline = Deadline.of(call, deadlineMillis);
        this.taker = taker;
    }

    /**
     * Reads. What it took of the budget is given back when the call is over.
     *
     * @param limit most bytes
     * @param taker gets the body, on the event loop; not called if the call was refused
     */
    public static void read(Call call, long limit, long deadlineMillis, Consumer<byte[]> taker) {
        new BodyReader(call, limit, deadlineMillis, taker).read();
    }

    private void read() {
        long announced = announced(call);
        if (announced > limit) {
            call.refuse(tooLarge(announced, limit));
            return;
        }
        if (!take(Math.max(0, announced))) {
            return;
        }
        call.whenOver(
                () -> {
                    done = true;
                    call.door().budget().give(taken);
                });
        call.request().handler(this::append).endHandler(end -> end());
        call.wantBody();
    }

    /** The length that the head announces; -1 if it announces none. */
    public static long announced(Call call) {
        String length = call.header("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private boolean take(long bytes) {
        if (bytes > 0 && !call.door().budget().tryTake(bytes)) {
            call.refuse(full());
            return false;
        }
        taken += bytes;
        return true;
    }

    /** Why nothing more is taken for now. */
    public static RefusedException full() {
        return new RefusedException(
                Refusal.LANE_FULL,
                "AIR-1211 what is taken in must fit into memory but does not now; try again in a"
                        + " second");
    }

    private void append(Buffer chunk) {
        if (done) {
            return;
        }
        long length = (long) body.length() + chunk.length();
        if (length > limit) {
            call.refuse(tooLarge(length, limit));
        } else if (length <= taken || take(length - taken)) {
            body.appendBuffer(chunk);
        }
    }

    /** Why so many bytes are not taken at once. */
    public static RefusedException tooLarge(long bytes, long most) {
        return new RefusedException(
                Refusal.TOO_LARGE,
                "AIR-1212 a body must be at most %d bytes but was %d or more; send less at once"
                        .formatted(most, bytes));
    }

    private void end() {
        if (!done) {
            done = true;
            deadline.met();
            taker.accept(body.getBytes());
        }
    }
}
