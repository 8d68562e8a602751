/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.door.Descriptors;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accepts sockets. They are counted before their TLS handshake, when they cost next to nothing:
 * beyond the limit they are closed at once.
 */
final class Acceptance extends JDKTransport {

    private final int limit;
    private final Runnable refused;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Listening> listening = ConcurrentHashMap.newKeySet();

    /**
     * Accepts nothing yet.
     *
     * @param limit most sockets at once
     * @param refused runs for each socket beyond it
     */
    Acceptance(int limit, Runnable refused) {
        this.limit = limit;
        this.refused = refused;
    }

    /** Sockets that are open. */
    int open() {
        return open.get();
    }

    /** Listens no more; what is open stays. Done when the ports are free. */
    void stop() {
        listening.forEach(socket -> socket.close().awaitUninterruptibly());
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return Listening::new;
    }

    private final class Listening extends NioServerSocketChannel {

        Listening() {
            listening.add(this);
            closeFuture().addListener(closed -> listening.remove(this));
        }

        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            int before = accepted.size();
            super.doReadMessages(accepted);
            for (int i = accepted.size() - 1; i >= before; i--) {
                Channel socket = (Channel) accepted.get(i);
                if (open.incrementAndGet() > limit || !Descriptors.PROCESS.take()) {
                    open.decrementAndGet();
                    accepted.remove(i);
                    refused.run();
                    socket.unsafe().closeForcibly();
                } else {
                    FrameWatch.join(socket);
                    socket.closeFuture().addListener(closed -> open.decrementAndGet());
                }
            }
            return accepted.size() - before;
        }
    }
}
