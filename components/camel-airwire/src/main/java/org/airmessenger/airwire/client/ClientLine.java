/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Result;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Welcome;
import org.airmessenger.airwire.session.Application;
import org.airmessenger.airwire.session.Closing;
import org.airmessenger.airwire.session.Connection;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.airwire.session.Outgoing;
import org.airmessenger.airwire.session.Session;
import org.airmessenger.airwire.transport.Ticker;
import org.airmessenger.airwire.transport.WireHandler;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;

/** A client's session and its connection of the moment; belongs to the event loop. */
final class ClientLine {

    private static final int CONNECT_MILLIS = 10_000;
    private static final long GOODBYE_MILLIS = 2_000;

    private final ClientOptions options;
    private final EventLoop loop;
    private final Inlet inlet;
    private final LineListener listener;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Session session;
    private volatile End end;
    private volatile boolean closed;
    private final Waits waits;

    ClientLine(ClientOptions options, EventLoop loop, Inlet inlet, LineListener listener) {
        this.options = options;
        this.loop = loop;
        this.inlet = inlet;
        this.listener = listener;
        this.waits =
                new Waits(
                        options.retryMinMillis(),
                        options.retryMaxMillis(),
                        limit -> ThreadLocalRandom.current().nextLong(limit));
        this.session =
                new Session(null, options.limits(), options.maxQueued(), options.maxQueuedBytes());
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    boolean isUp() {
        End now = end;
        return now != null && now.up;
    }

    int outstanding() {
        synchronized (session) {
            return session.outstanding();
        }
    }

    void alias(String topic, Attributes defaults) {
        synchronized (session) {
            session.alias(topic, defaults);
        }
    }

    boolean offer(Outgoing message) {
        return offer(List.of(message)) == 1;
    }

    int offer(List<Outgoing> messages) {
        End now = end;
        int taken = 0;
        synchronized (session) {
            while (taken < messages.size() && offerOne(messages.get(taken))) {
                taken++;
            }
        }
        if (taken > 0 && now != null) {
            now.handler.wake();
        }
        return taken;
    }

    private boolean offerOne(Outgoing message) {
        return !closed && (message.qos() > 0 || isUp()) && session.offer(message);
    }

    void connect() {
        loop.execute(this::dial);
    }

    private void dial() {
        if (closed) {
            return;
        }
        End next = new End();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                next.init(channel);
                            }
                        })
                .connect(options.host(), options.port())
                .addListener(
                        done -> {
                            if (!done.isSuccess()) {
                                next.over(Closing.lost(String.valueOf(done.cause())));
                            }
                        });
    }

    private void again(long atLeast) {
        if (closed) {
            return;
        }
        long millis = waits.next(atLeast);
        loop.schedule(this::dial, millis, TimeUnit.MILLISECONDS);
    }

    void close() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        loop.execute(() -> goodbye(gone));
        try {
            gone.get(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // the channel is closed with its loop
        }
        synchronized (session) {
            session.abandon();
        }
    }

    private void goodbye(CompletableFuture<Void> gone) {
        closed = true;
        End now = end;
        if (now == null) {
            gone.complete(null);
            return;
        }
        now.handler.ctx().channel().closeFuture().addListener(done -> gone.complete(null));
        now.handler.run(() -> now.connection.end(Code.OK, 0, null, Ticker.now()));
    }

    /** It cannot be resumed: what is not acknowledged goes into a new one. */
    private void forgetSession() {
        synchronized (session) {
            if (session.id() != null) {
                session.forgetId();
            }
        }
    }

    /** Who waits is told why; it is dialled again all the same, as a proof can be renewed. */
    private void notLetIn(Closing closing) {
        synchronized (session) {
            session.notLetIn(closing.code(), closing.detail());
        }
        subscriptions.notLetIn(new RefusedByPeerException(closing.code(), 0, closing.detail()));
    }

    /** One connection, from dialling to its end. */
    private final class End implements Application {

        private WireHandler handler;
        private Connection connection;
        private volatile boolean up;
        private boolean over;
        private long upSince;
        private boolean progressed;

        void init(Channel channel) {
            if (options.tls() != null) {
                SslHandler tls =
                        options.tls()
                                .get()
                                .newHandler(channel.alloc(), options.host(), options.port());
                SSLParameters parameters = tls.engine().getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.engine().setSSLParameters(parameters);
                channel.pipeline().addLast(tls);
            }
            handler = new WireHandler(options.tls() != null, (wire, now) -> begin(wire, now));
            channel.pipeline().addLast(handler);
            channel.closeFuture().addListener(closed -> over(Closing.lost(null)));
        }

        private Connection begin(WireHandler wire, long now) {
            handler = wire;
            Attributes.Builder greeting =
                    Attributes.builder().with(GreetingAttributes.DEVICE, options.device());
            if (options.token() != null) {
                greeting.with(GreetingAttributes.TOKEN, token());
            }
            if (ThreadLocalRandom.current().nextInt(8) == 0) {
                // so that acceptors keep ignoring what they do not know (PROTOCOL.md, 11)
                greeting.withUnknown(1000 + 16 * ThreadLocalRandom.current().nextInt(64));
            }
            end = this;
            synchronized (session) {
                connection =
                        Connection.initiate(
                                session, options.limits(), greeting.build(), wire, this, now);
            }
            return connection;
        }

        private byte[] token() {
            return options.token().get().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void ready(boolean resumed, Welcome welcome) {
            up = true;
            upSince = Ticker.now();
            Long life = welcome.attributes().get(GreetingAttributes.TOKEN_LIFE);
            if (life != null && options.token() != null) {
                renewIn(life);
            }
            subscriptions.up(this::ask);
            listener.up(resumed);
        }

        private void ask(Subscribe request) {
            handler.run(() -> connection.subscribe(request, Ticker.now()));
        }

        /** Well before the proof ends. */
        private void renewIn(long seconds) {
            handler.ctx()
                    .executor()
                    .schedule(
                            () -> {
                                if (up) {
                                    handler.run(() -> connection.token(token()));
                                }
                            },
                            Math.max(1, seconds / 5 * 4),
                            TimeUnit.SECONDS);
        }

        @Override
        public void received(Incoming message) {
            inlet.received(message, session, handler);
        }

        @Override
        public void result(Result result) {
            if (result.kind() == Result.TOKEN) {
                if (result.code() == Code.OK && result.value() > 0) {
                    renewIn(result.value());
                }
            } else {
                subscriptions.answered(result);
            }
        }

        @Override
        public void progress() {
            progressed = true;
        }

        @Override
        public void closed(Closing closing) {
            over(closing);
        }

        private void over(Closing closing) {
            if (over) {
                return;
            }
            over = true;
            if (!up && closing.isForGood()) {
                notLetIn(closing);
            } else if (!up && (!closing.byPeer() || closing.code() == Code.TAKEN_OVER)) {
                forgetSession();
            }
            if (up) {
                waits.over(Ticker.now() - upSince, progressed);
            }
            up = false;
            subscriptions.down();
            if (end == this) {
                end = null;
            }
            listener.down(closing);
            again(closing.retryMillis());
        }
    }
}
