/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Batch;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.Send;

/** This end has said BYE: it still hears what is acknowledged, and answers nothing more. */
final class Draining implements Phase {

    private static final int HEARD =
            FrameType.set(
                    FrameType.ACK,
                    FrameType.NACK,
                    FrameType.PING,
                    FrameType.RESULT,
                    FrameType.CREDIT,
                    FrameType.BYE);

    private static final int UNANSWERED =
            FrameType.set(
                    FrameType.SEND,
                    FrameType.SKIP,
                    FrameType.BATCH,
                    FrameType.BIND,
                    FrameType.SUBSCRIBE,
                    FrameType.TOKEN,
                    FrameType.EXTENDED);

    private final Connection connection;
    private final Traffic traffic;
    private final long deadline;

    Draining(Connection connection, Traffic traffic, long deadline) {
        this.connection = connection;
        this.traffic = traffic;
        this.deadline = deadline;
    }

    @Override
    public int allowed() {
        return HEARD | UNANSWERED;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public void handle(Frame frame, long now) {
        if (frame instanceof Send || frame instanceof Batch) {
            return;
        }
        if ((FrameType.set(frame.type()) & HEARD) != 0) {
            traffic.handle(frame, now);
        }
    }
}
