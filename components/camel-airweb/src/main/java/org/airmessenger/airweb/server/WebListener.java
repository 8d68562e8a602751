/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.airweb.AirwebConstants;
import org.airmessenger.airweb.WebConfiguration;
import org.airmessenger.door.CertificateRefusals;
import org.airmessenger.door.Handshakes;
import org.airmessenger.door.Opening;
import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;
import org.airmessenger.door.TlsWatch;
import org.airmessenger.message.Refusal;

import io.micrometer.core.instrument.Gauge;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.impl.VertxBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.channels.ClosedChannelException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one TLS listener of all web doors: HTTP/2 by ALPN and HTTP/1.1. It is open while one of its
 * places is; a place that closes takes only its own with it.
 */
public final class WebListener {

    private static final Logger LOG = LoggerFactory.getLogger(WebListener.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MAX_LOOPS = 4;
    private static final long SECONDS_TO_OPEN = 60;
    private static final long SECONDS_TO_CLOSE = 5;

    private final WebDoor door;
    private final Resources resources;
    private final ScheduledExecutorService files;
    private final Acceptance acceptance;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final CertificateRefusals refusals;
    private final Set<Place> open = new HashSet<>();
    private final Set<Place> paused = new HashSet<>();
    private Vertx vertx;
    private TlsWatch watch;
    private volatile TlsMaterial material;
    private volatile int port;

    /**
     * Not open yet.
     *
     * @param files its threads may read files
     */
    public WebListener(WebDoor door, Resources resources, ScheduledExecutorService files) {
        this.door = door;
        this.resources = resources;
        this.files = files;
        this.refusals = door.doors().certificates(AirwebConstants.LISTENER);
        Gauge.builder("air_source_certificate_expires_seconds", this, WebListener::secondsLeft)
                .tag("door", AirwebConstants.LISTENER)
                .register(door.registry());
        this.acceptance =
                new Acceptance(
                        door.options().getMaxConnections(),
                        () -> door.metrics().connectionRefused(Refusal.OVER_RATE));
    }

    /** The port that is really listened on; 0 while it is closed. */
    public int port() {
        return port;
    }

    /** Sockets that are open, those in their TLS handshake too. */
    public int connections() {
        return acceptance.open();
    }

    /** What the listener shows and trusts; null while it is closed. */
    public TlsMaterial material() {
        return material;
    }

    private double secondsLeft() {
        TlsMaterial now = material;
        return now == null
                ? Double.NaN
                : (now.certificate().getNotAfter().getTime() - System.currentTimeMillis()) / 1000.0;
    }

    /** How the consumer of a place opens and closes it. */
    public Opening opening(Place place) {
        return new Opening() {
            @Override
            public void open() throws Exception {
                WebListener.this.open(place);
            }

            @Override
            public void pause() {
                WebListener.this.pause(place);
            }

            @Override
            public int connections() {
                return WebListener.this.connections(place);
            }

            @Override
            public void close() {
                WebListener.this.close(place);
            }
        };
    }

    private synchronized void open(Place place) throws Exception {
        if (!door.options().isTlsEnabled()) {
            return;
        }
        if (open.isEmpty()) {
            listen();
        }
        open.add(place);
        paused.remove(place);
    }

    private synchronized void pause(Place place) {
        if (!open.contains(place) || !paused.add(place)) {
            return;
        }
        place.goDown();
        if (paused.containsAll(open)) {
            acceptance.stop();
            loops.forEach(Loop::goDown);
        }
    }

    private synchronized int connections(Place place) {
        return paused.containsAll(open) ? acceptance.open() : place.active().get();
    }

    private synchronized void close(Place place) {
        open.remove(place);
        paused.remove(place);
        if (open.isEmpty() && vertx != null) {
            port = 0;
            watch.close();
            loops.clear();
            await(vertx);
            vertx = null;
            material = null;
        }
    }

    private static void await(Vertx vertx) {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("AIR-1017 the web listener did not close cleanly: {}", e.toString());
        }
    }

    private void listen() throws Exception {
        WebConfiguration options = door.options();
        TlsFiles tls =
                TlsFiles.of(
                        options.getCertificateFile(),
                        options.getKeyFile(),
                        options.getClientCaFiles());
        material = TlsMaterial.read(tls);
        int threads = loopsOf(options);
        vertx =
                new VertxBuilder(
                                new VertxOptions()
                                        .setEventLoopPoolSize(threads)
                                        .setWorkerPoolSize(1)
                                        .setInternalBlockingPoolSize(Handshakes.THREADS))
                        .findTransport(acceptance)
                        .init()
                        .vertx();
        int wanted = options.getPort();
        try {
            for (int i = 0; i < threads; i++) {
                Loop loop = new Loop(wanted);
                vertx.deployVerticle(loop, new DeploymentOptions())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(SECONDS_TO_OPEN, TimeUnit.SECONDS);
                loops.add(loop);
                wanted = loop.server.actualPort();
            }
        } catch (ExecutionException | TimeoutException e) {
            loops.clear();
            await(vertx);
            vertx = null;
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            throw new IllegalStateException(
                    "AIR-1009 web must listen on %s:%d but cannot: %s; free the port or choose another (air.source.web.port)"
                            .formatted(options.getHost(), options.getPort(), cause),
                    cause);
        }
        port = wanted;
        watch =
                new TlsWatch(
                        AirwebConstants.LISTENER,
                        tls,
                        files,
                        LOOK_MILLIS,
                        door.registry(),
                        this::swap);
        LOG.info("web listens on {}:{}", options.getHost(), port);
    }

    private static int loopsOf(WebConfiguration options) {
        int half = Runtime.getRuntime().availableProcessors() / 2;
        return options.getEventLoops() > 0
                ? options.getEventLoops()
                : Math.max(1, Math.min(MAX_LOOPS, half));
    }

    /** New handshakes see the new material; what is connected stays. */
    private void swap(TlsMaterial changed) {
        for (Loop loop : loops) {
            try {
                loop.server
                        .updateSSLOptions(
                                ServerOptions.tls(door.options(), changed, refusals), true)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(SECONDS_TO_OPEN, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("TLS cannot be made of them: " + e.getMessage(), e);
            }
        }
        material = changed;
    }

    /** One thread of the network, with its connections. */
    private final class Loop extends AbstractVerticle {

        private final int wanted;
        private final Set<WebConnection> connections = new HashSet<>();
        private HttpServer server;

        private Loop(int wanted) {
            this.wanted = wanted;
        }

        @Override
        public void start(Promise<Void> started) {
            WebConfiguration options = door.options();
            server =
                    vertx.createHttpServer(ServerOptions.of(options, material, refusals))
                            .connectionHandler(
                                    connection ->
                                            WebConnection.open(
                                                    door, connection, context, connections))
                            .exceptionHandler(this::notConnected)
                            .invalidRequestHandler(resources::malformed)
                            .requestHandler(resources);
            long look = Math.max(20, Math.min(500, options.getDeadlineMillis() / 4));
            vertx.setPeriodic(look, timer -> look());
            server.listen(wanted, options.getHost()).<Void>mapEmpty().onComplete(started);
        }

        private void notConnected(Throwable failure) {
            if (!(failure instanceof ClosedChannelException)) {
                door.metrics().connectionRefused(Refusal.NOT_AUTHENTICATED);
            }
        }

        private void look() {
            long now = System.nanoTime();
            for (WebConnection connection : List.copyOf(connections)) {
                connection.look(now);
            }
        }

        private void goDown() {
            context.runOnContext(go -> List.copyOf(connections).forEach(WebConnection::goDown));
        }
    }
}
