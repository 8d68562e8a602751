/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.AirwireConstants;
import org.airmessenger.airwire.WireConfiguration;
import org.airmessenger.airwire.transport.WireHandler;
import org.airmessenger.airwire.transport.WireTls;
import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.Descriptors;
import org.airmessenger.door.Handshakes;
import org.airmessenger.door.Opening;
import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;
import org.airmessenger.door.TlsWatch;
import org.airmessenger.message.Refusal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The TCP listeners of the door: TLS 1.3, and plain on loopback where it is switched on. */
public final class WireListener implements Opening {

    private static final Logger LOG = LoggerFactory.getLogger(WireListener.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MAX_LOOPS = 4;
    private static final int BACKLOG = 1024;
    private static final int LOW_WATER = 64 * 1024;
    private static final int HIGH_WATER = 256 * 1024;
    private static final long SECONDS_TO_CLOSE = 5;
    private static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final WireDoor door;
    private final ScheduledExecutorService files;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private EventLoopGroup loops;
    private Channel tlsSocket;
    private Channel plainSocket;
    private TlsWatch watch;
    private volatile SSLContext tls;
    private boolean paused;

    /**
     * Not open yet.
     *
     * @param files its threads may read files
     */
    public WireListener(WireDoor door, ScheduledExecutorService files) {
        this.door = door;
        this.files = files;
    }

    /** The port that TLS is really listened on; 0 while it is closed. */
    public synchronized int port() {
        return portOf(tlsSocket);
    }

    /** The port that plain is really listened on; 0 while it is closed. */
    public synchronized int plainPort() {
        return portOf(plainSocket);
    }

    private static int portOf(Channel socket) {
        return socket != null && socket.localAddress() instanceof InetSocketAddress address
                ? address.getPort()
                : 0;
    }

    @Override
    public synchronized void open() throws Exception {
        WireConfiguration options = door.options();
        paused = false;
        if (!options.isTlsEnabled() && !options.isPlainEnabled()) {
            return;
        }
        loops = Loops.of(loopsOf(options), new DefaultThreadFactory("airwire-net", true));
        try {
            if (options.isTlsEnabled()) {
                TlsFiles pem =
                        TlsFiles.of(
                                options.getCertificateFile(),
                                options.getKeyFile(),
                                options.getClientCaFiles());
                CertificateRefusals refusals = door.doors().certificates(AirwireConstants.LISTENER);
                tls = TlsMaterial.read(pem).context(refusals);
                tlsSocket =
                        listen(options.getHost(), options.getPort(), true, "air.source.wire.port");
                watch =
                        new TlsWatch(
                                AirwireConstants.LISTENER,
                                pem,
                                files,
                                LOOK_MILLIS,
                                door.meters(),
                                // what is connected stays
                                changed -> tls = changed.context(refusals));
            }
            if (options.isPlainEnabled()) {
                plainSocket =
                        listen(
                                options.getPlainHost(),
                                options.getPlainPort(),
                                false,
                                "air.source.wire.plain.port");
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private static int loopsOf(WireConfiguration options) {
        int half = Runtime.getRuntime().availableProcessors() / 2;
        return options.getEventLoops() > 0
                ? options.getEventLoops()
                : Math.max(1, Math.min(MAX_LOOPS, half));
    }

    private Channel listen(String host, int port, boolean secure, String key) {
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(Loops.channel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        welcome(channel, secure);
                                    }
                                })
                        .bind(host, port)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IllegalStateException(
                    "AIR-1009 wire must listen on %s:%d but cannot: %s; free the port or choose another (%s)"
                            .formatted(host, port, bound.cause(), key),
                    bound.cause());
        }
        LOG.info("wire listens on {}:{}", host, portOf(bound.channel()));
        return bound.channel();
    }

    private void welcome(Channel channel, boolean secure) {
        if (open.incrementAndGet() > door.options().getMaxConnections()
                || !Descriptors.PROCESS.take()) {
            open.decrementAndGet();
            door.metrics().connectionRefused(Refusal.OVER_RATE);
            channel.close();
            return;
        }
        door.metrics().opened();
        channel.closeFuture()
                .addListener(
                        closed -> {
                            open.decrementAndGet();
                            door.metrics().closed();
                        });
        if (secure) {
            InetSocketAddress peer = Handshakes.peer(channel.remoteAddress());
            SslHandler handshake = new SslHandler(WireTls.server(tls, peer), Handshakes.PROCESS);
            handshake.setHandshakeTimeout(
                    door.options().getDeadlineMillis(), TimeUnit.MILLISECONDS);
            handshake
                    .handshakeFuture()
                    .addListener(
                            done -> {
                                if (!done.isSuccess()) {
                                    door.metrics().connectionRefused(Refusal.NOT_AUTHENTICATED);
                                }
                            });
            channel.pipeline().addLast(handshake);
        }
        channel.pipeline()
                .addLast(
                        new WireHandler(
                                secure, (handler, now) -> begin(handler, secure).connection()));
    }

    private WireConnection begin(WireHandler handler, boolean secure) {
        Leaver leaver = new Leaver();
        WireConnection connection =
                new WireConnection(
                        door,
                        handler,
                        secure ? certificateOf(handler) : null,
                        !secure && door.options().isPlainAnonymous(),
                        leaver);
        leaver.connection = connection;
        connections.add(connection);
        return connection;
    }

    /** Forgets a connection when it is over. */
    private final class Leaver implements Runnable {

        private WireConnection connection;

        @Override
        public void run() {
            connections.remove(connection);
        }
    }

    private static X509Certificate certificateOf(WireHandler handler) {
        SslHandler handshake = handler.ctx().pipeline().get(SslHandler.class);
        try {
            Certificate[] chain = handshake.engine().getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? leaf : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    @Override
    public synchronized void pause() {
        if (paused) {
            return;
        }
        paused = true;
        stopListening();
        connections.forEach(WireConnection::goDown);
    }

    private void stopListening() {
        for (Channel socket : new Channel[] {tlsSocket, plainSocket}) {
            if (socket != null) {
                socket.close().awaitUninterruptibly();
            }
        }
        tlsSocket = null;
        plainSocket = null;
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public synchronized void close() {
        stopListening();
        if (watch != null) {
            watch.close();
            watch = null;
        }
        if (loops != null) {
            sayGoodbye();
            boolean quiet =
                    loops.shutdownGracefully(0, SECONDS_TO_CLOSE, TimeUnit.SECONDS)
                            .awaitUninterruptibly(SECONDS_TO_CLOSE * 2, TimeUnit.SECONDS);
            if (!quiet) {
                LOG.warn("AIR-1017 the wire listener did not close cleanly");
            }
            loops = null;
        }
    }

    /** An event loop that ends cuts its lines without a word: they are told before. */
    private void sayGoodbye() {
        connections.forEach(WireConnection::leaveNow);
        long end = System.nanoTime() + GOODBYE_NANOS;
        while (open.get() > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
