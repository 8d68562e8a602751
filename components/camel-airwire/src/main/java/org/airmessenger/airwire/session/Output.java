/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import io.netty.buffer.ByteBuf;

/** Where a connection writes. What it wrote is flushed by its owner, all at once. */
public interface Output {

    /** Takes the bytes of frames at its writer index. */
    ByteBuf buffer();

    /** Whether the transport takes more; messages wait while it does not. */
    default boolean isWritable() {
        return true;
    }

    /** Something was written by another thread: flush soon. From any thread. */
    default void wake() {}

    /** Nothing more is written: send what there is, then close. */
    void close();
}
