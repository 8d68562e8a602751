/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameType;

/** A state of a connection (PROTOCOL.md, 4): which frames may come, and what they do. */
interface Phase {

    /** Nothing comes, nothing goes. */
    Phase CLOSED =
            new Phase() {
                @Override
                public int allowed() {
                    return FrameType.set();
                }

                @Override
                public void handle(Frame frame, long now) {
                    throw new IllegalStateException("a closed connection reads nothing");
                }
            };

    /** The types of frames that may come, as a set. */
    int allowed();

    /** A frame of these types came. */
    void handle(Frame frame, long now);

    /** When it must end, or never. */
    default long deadline() {
        return Outgoing.NEVER;
    }
}
