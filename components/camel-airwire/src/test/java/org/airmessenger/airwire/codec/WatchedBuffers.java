/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every buffer is watched while the tests of a class run; none may be forgotten. */
final class WatchedBuffers implements BeforeAllCallback, AfterAllCallback {

    private final Queue<String> forgotten = new ConcurrentLinkedQueue<>();
    private ResourceLeakDetector.Level before;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> forgotten.add(type + records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.gc();
        // who takes a buffer is told of those that were forgotten
        PooledByteBufAllocator.DEFAULT.buffer().release();
        ResourceLeakDetector.setLevel(before);
        ByteBufUtil.setLeakListener(null);
        assertThat(forgotten).as("buffers that nobody released").isEmpty();
    }
}
