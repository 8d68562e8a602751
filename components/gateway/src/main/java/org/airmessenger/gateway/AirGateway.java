/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.delivery.DestinationRoutes;
import org.airmessenger.gateway.reload.FileTexts;
import org.airmessenger.gateway.reload.FileWatch;
import org.airmessenger.gateway.reload.RouteReload;
import org.airmessenger.message.Ahead;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Causes;
import org.airmessenger.message.Listening;

import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.model.ModelCamelContext;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * One running gateway. It starts store, broker, sinks, delivery, lanes, guard and doors in this
 * order, and stops in the reverse one. All that can be known to be wrong is found before anything
 * listens.
 */
public final class AirGateway implements AutoCloseable {

    /** Word of the MQTT door over TLS in {@link #port}. */
    public static final String MQTT = "mqtt";

    /** Word of the plain MQTT door in {@link #port}. */
    public static final String MQTT_PLAIN = "mqtt-plain";

    /** Word of the web listener in {@link #port}. */
    public static final String WEB = "web";

    /** Word of the wire listener in {@link #port}. */
    public static final String WIRE = "wire";

    /** Word of the operator port in {@link #port}. */
    public static final String OPERATOR = "operator";

    private static final String BROKER = "airbroker";
    private static final String DOORS = "camel.component.air";

    private final Settings settings;
    private final AirMain main;
    private final FileWatch watch;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private AirGateway(Settings settings, AirMain main, FileWatch watch) {
        this.settings = settings;
        this.main = main;
        this.watch = watch;
    }

    /**
     * Starts a gateway; when this returns, its doors are open.
     *
     * @throws RefusedStart with all problems, if it is not to start as it is configured
     */
    public static AirGateway start(Settings settings) {
        return start(settings, true);
    }

    /**
     * Checks the files, and the values in them that only sinks can judge, without starting
     * anything.
     *
     * @throws RefusedStart with all problems
     */
    public static void check(Settings settings) {
        Properties properties = settings.asProperties();
        StartCheck check = StartCheck.of(settings, properties, true);
        List<Problem> problems = SinkTrial.of(settings, properties, check);
        if (!problems.isEmpty()) {
            throw new RefusedStart(problems);
        }
    }

    /** The tokens of a gateway that does not run, as it is configured. */
    public static Tokens tokens(Settings settings) {
        return new Tokens(settings.home(), ControlBinding.tokens(settings));
    }

    /** Starts the whole, or without broker and operator port; tests of other things need none. */
    static AirGateway start(Settings settings, boolean whole) {
        Properties properties = settings.asProperties();
        Properties given = settings.asProperties();
        FileWatch watch = new FileWatch(settings.home(), settings.number(ConfigKeys.RELOAD_QUIET));
        FileTexts texts = FileTexts.read(settings.home());
        StartCheck check = StartCheck.of(settings, properties, whole);
        ControlBinding control = whole ? new ControlBinding(settings, check.checks()) : null;
        if (whole) {
            control.addTo(properties);
        } else {
            properties.keySet().removeIf(key -> key.toString().startsWith(DOORS));
        }
        AirMain main =
                new AirMain(
                        settings,
                        properties,
                        List.copyOf(check.kamelets().files().keySet()),
                        check.routes().files());
        if (whole) {
            main.beforeRoutes(
                    context -> {
                        // the journal is read while the routes are
                        ((Ahead) context.getComponent(BROKER)).openAhead();
                        control.install(context);
                        LastBinding.install(context, settings);
                    });
        } else {
            main.bind(LiveModel.BEAN, new LiveModel(check.model()));
        }
        AirGateway gateway = new AirGateway(settings, main, watch);
        try {
            if (whole) {
                DataFolder.make(settings);
            }
            main.init();
            ModelCamelContext context = (ModelCamelContext) main.getCamelContext();
            SinkBinding sinks = new SinkBinding(context, check.kamelets());
            DestinationRoutes routes = new DestinationRoutes(context, settings, sinks);
            routes.addAll(check.model());
            main.start();
            if (whole) {
                ReloadBinding reload = new ReloadBinding(settings, given, sinks);
                control.follow(
                        new RouteReload(
                                settings.home(),
                                main.makers(routes),
                                reload::check,
                                texts,
                                reload.checked(check, List.of()),
                                settings.number(ConfigKeys.STOP_TIMEOUT)));
                if (settings.on(ConfigKeys.RELOAD_ENABLED)) {
                    watch.start(control.control()::reload);
                }
            }
        } catch (Exception e) {
            gateway.close();
            throw refusal(e, settings, given, check);
        }
        return gateway;
    }

    /** The version, from the jar's manifest. */
    public static String version() {
        String version = AirGateway.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }

    /** Camel's context, for tests and tools. */
    public CamelContext camel() {
        return main.getCamelContext();
    }

    /** The configuration in force. */
    public Settings settings() {
        return settings;
    }

    /** The port on which a door really listens, 0 if it is off. */
    public int port(String door) {
        if (door.equals(OPERATOR)) {
            return ControlBinding.port(camel());
        }
        for (Listening listening : camel().getRegistry().findByType(Listening.class)) {
            Integer port = listening.ports().get(door);
            if (port != null) {
                return port;
            }
        }
        Broker broker = camel().getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
        return broker == null ? 0 : broker.port(door);
    }

    /** Whether it has not been stopped. */
    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Waits until the gateway has stopped. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops: doors first, what is in flight finished; returns when everything is closed. */
    @Override
    public void close() {
        try {
            watch.close();
            main.stop();
        } finally {
            // before anybody is told that it is over
            stopAhead();
            stopped.countDown();
        }
    }

    /** What was begun before a start that then failed: Camel stops only what it started. */
    private void stopAhead() {
        CamelContext context = main.getCamelContext();
        Component broker = context == null ? null : context.hasComponent(BROKER);
        if (broker != null) {
            broker.stop();
        }
    }

    private static RefusedStart refusal(
            Throwable failure, Settings settings, Properties given, StartCheck check) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedStart refused) {
                return refused;
            }
        }
        // Camel stops at the first sink that does not start: look at the others, too
        List<Problem> sinks = SinkTrial.of(settings, given, check);
        if (!sinks.isEmpty()) {
            return new RefusedStart(sinks);
        }
        String text = Causes.text(failure);
        return new RefusedStart(
                List.of(
                        new Problem(
                                "start",
                                text.startsWith("AIR-")
                                        ? text
                                        : "AIR-9030 the gateway could not start: " + text)));
    }
}
