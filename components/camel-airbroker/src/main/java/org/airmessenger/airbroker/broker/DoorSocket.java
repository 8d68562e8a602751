/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One listening socket. It is ours and not the broker's, so that a connection is counted and
 * limited from its first moment; then it is handed to the broker's acceptor.
 */
final class DoorSocket {

    private static final long QUIET_MILLIS = 0;
    private static final long SHUTDOWN_MILLIS = 3_000;

    private final EventLoopGroup loops;
    private final Channel server;

    private DoorSocket(EventLoopGroup loops, Channel server) {
        this.loops = loops;
        this.server = server;
    }

    /**
     * Opens the socket.
     *
     * @param prepare gets each new connection before anything of it is read
     * @throws Exception if it cannot be bound
     */
    static DoorSocket open(String name, InetSocketAddress address, Consumer<Channel> prepare)
            throws Exception {
        ThreadFactory threads = new DefaultThreadFactory("airbroker-" + name, true);
        int count = Math.max(2, Runtime.getRuntime().availableProcessors());
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loops =
                epoll
                        ? new EpollEventLoopGroup(count, threads)
                        : new NioEventLoopGroup(count, threads);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        prepare.accept(channel);
                                    }
                                });
        try {
            return new DoorSocket(loops, bootstrap.bind(address).sync().channel());
        } catch (Exception e) {
            loops.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            throw e;
        }
    }

    int port() {
        return server.isOpen() ? ((InetSocketAddress) server.localAddress()).getPort() : 0;
    }

    /** Lets no one new in. */
    void pause() {
        server.close().awaitUninterruptibly(SHUTDOWN_MILLIS);
    }

    /** Closes everything that is left. */
    void close() {
        pause();
        loops.shutdownGracefully(QUIET_MILLIS, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_MILLIS);
    }
}
