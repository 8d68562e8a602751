/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.SafeFiles;
import org.airmessenger.control.identity.Authority;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operator port: HTTPS (HTTP/2 and 1.1) on which the routes of {@code control-operator} are
 * served. Its certificates are requested, and verified before any route ({@link OperatorGate}). It
 * listens from the start of the context, so that a port in use stops the start, but answers 503
 * until all is up. The real port is written to {@code AIR_HOME/data/operator.port}.
 *
 * <p>Bind it as {@value #BEAN} and add it as a service before the routes.
 */
public final class OperatorServer extends VertxPlatformHttpServer {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airOperatorServer";

    private static final int SECONDS_TO_CLOSE = 5;

    private final OperatorSettings settings;
    private final Path home;
    private final MeterRegistry meters;
    private Vertx vertx;
    private Router router;
    private HttpServer server;

    /**
     * Makes a server that is not listening yet.
     *
     * @param home {@code AIR_HOME}, in which {@link Authority#init} has been done
     */
    public OperatorServer(OperatorSettings settings, Path home, MeterRegistry meters) {
        super(configuration(settings));
        this.settings = settings;
        this.home = home;
        this.meters = meters;
    }

    /** The file that holds {@code host:port} while the gateway runs (0600). */
    public static Path portFile(Path home) {
        return home.resolve("data").resolve("operator.port");
    }

    private static VertxPlatformHttpServerConfiguration configuration(OperatorSettings settings) {
        VertxPlatformHttpServerConfiguration configuration =
                new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(settings.host());
        configuration.setBindPort(settings.port());
        configuration.setMaxBodySize(settings.maxBodyBytes());
        return configuration;
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    /** The port that is really listened on; the configured one while the server is down. */
    @Override
    public int getPort() {
        HttpServer now = server;
        return now == null ? settings.port() : now.actualPort();
    }

    @Override
    public Vertx getVertx() {
        return vertx;
    }

    @Override
    protected Vertx lookupVertx() {
        return null;
    }

    @Override
    protected void initializeServer() {
        vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(settings.maxRequests())
                                .setInternalBlockingPoolSize(1));
        router = Router.router(vertx);
        OperatorTls tls;
        try {
            tls = new OperatorTls(new Authority(home));
        } catch (IOException | GeneralSecurityException e) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6110 the operator CA must be readable but was not; run air init");
        }
        router.route()
                .handler(
                        new OperatorGate(
                                tls,
                                getCamelContext()::isStarted,
                                this::isReady,
                                this::degraded,
                                meters,
                                settings.maxRequests()));
        for (int status : new int[] {400, 404, 405, 413, 415, 500, 503}) {
            router.errorHandler(status, OperatorGate::failed);
        }
        // the engine looks for the router of the real port, then for that of port 0
        String name = VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO;
        getCamelContext().getRegistry().bind(name, new Routes(name));
    }

    private boolean isReady() {
        OperatorApi api = api();
        return api != null && api.isReady();
    }

    private List<String> degraded() {
        OperatorApi api = api();
        return api == null ? List.of() : api.degraded();
    }

    private OperatorApi api() {
        return getCamelContext()
                .getRegistry()
                .lookupByNameAndType(OperatorApi.BEAN, OperatorApi.class);
    }

    @Override
    protected void startServer() throws Exception {
        server = vertx.createHttpServer(options()).requestHandler(router);
        try {
            server.listen(settings.port(), settings.host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            stopVertx();
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6209 the operator port must be free but "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + " could not be opened ("
                            + e.getCause().getMessage()
                            + "); set air.control.port");
        }
        String text = reachable(settings.host()) + ":" + server.actualPort() + "\n";
        SafeFiles.writePrivate(portFile(home), text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }

    private HttpServerOptions options() throws IOException, GeneralSecurityException {
        Authority authority = new Authority(home);
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setClientAuth(ClientAuth.REQUEST)
                        .setKeyCertOptions(
                                KeyCertOptions.wrap(
                                        OperatorTls.keys(
                                                authority.serverKey(),
                                                authority.serverCertificate())))
                        .setTrustOptions(TrustOptions.wrap(new OperatorTls.Undecided()))
                        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(64));
        // longer than any answer takes: the timeout cuts answers that are still pending too
        options.setIdleTimeout(120).setIdleTimeoutUnit(TimeUnit.SECONDS);
        return options;
    }

    @Override
    protected void stopServer() {
        try {
            Files.deleteIfExists(portFile(home));
        } catch (IOException e) {
            // a stale file only means that the client finds nobody there
        }
        if (server != null) {
            await(server.close());
            server = null;
        }
    }

    @Override
    protected void stopVertx() {
        if (vertx != null) {
            await(vertx.close());
            vertx = null;
        }
    }

    private static void await(Future<Void> future) {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS_TO_CLOSE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // closing goes on by itself; the stop must not wait for it
        }
    }

    /** Camel's routes, after the gate, each with the limit of its body. */
    private final class Routes extends VertxPlatformHttpRouter {

        Routes(String name) {
            super(OperatorServer.this, vertx, router, name);
        }

        @Override
        public Handler<RoutingContext> bodyHandler() {
            BodyHandler body = BodyHandler.create(false).setBodyLimit(settings.maxBodyBytes());
            return context -> {
                context.request().resume();
                body.handle(context);
            };
        }
    }
}
