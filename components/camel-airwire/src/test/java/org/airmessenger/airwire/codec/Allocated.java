/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;

import java.lang.management.ManagementFactory;

/** What something makes this end allocate, counted byte by byte by the virtual machine. */
final class Allocated {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocated() {}

    /** Something to do. */
    interface Task {
        void run();
    }

    /** The second time: what classes need when they are loaded is not the frame's. */
    static long by(Task task) {
        task.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        task.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Reads, and takes a refusal as an answer. */
    static void read(byte[] bytes, int width) {
        FrameReader reader = Wire.anything(width);
        try {
            reader.read(Unpooled.wrappedBuffer(bytes));
        } catch (AirwireException e) {
            isTrue(e.code() >= Code.VIOLATION);
        }
    }

    /** Costs nothing, as assertions of words do. */
    static void isTrue(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
