/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.concurrent.TimeUnit;

/** The generator's threads: epoll where it is available. */
public final class Loops implements AutoCloseable {

    final EventLoopGroup group;

    /** So many. */
    public Loops(int threads) {
        DefaultThreadFactory factory = new DefaultThreadFactory("load", true);
        group =
                Epoll.isAvailable()
                        ? new EpollEventLoopGroup(threads, factory)
                        : new NioEventLoopGroup(threads, factory);
    }

    /** Them. */
    public EventLoopGroup group() {
        return group;
    }

    /** What they read and write. */
    public static Class<? extends Channel> channel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
}
