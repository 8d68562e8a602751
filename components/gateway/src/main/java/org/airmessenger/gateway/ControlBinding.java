/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.api.ControlPlane;
import org.airmessenger.control.api.Explaining;
import org.airmessenger.control.api.GatewayControl;
import org.airmessenger.control.api.OperatorServer;
import org.airmessenger.control.api.OperatorSettings;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.explain.LiveExplaining;
import org.airmessenger.gateway.reload.RouteReload;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.camel.CamelContext;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

/** Brings the control plane into a gateway: model, identities, metrics, operator port. */
final class ControlBinding {

    private static final String METERS = "metricsRegistry";
    private static final List<String> LISTENERS =
            List.of(
                    "camel.component.airbroker.",
                    "camel.component.airweb.",
                    "camel.component.airwire.");
    private static final long MAX_BODY_BYTES = 1 << 20;

    private final Settings settings;
    private final ControlPlane plane;
    private LiveExplaining explaining;

    /**
     * Reads the four files and the certificates.
     *
     * @param checks what other rooms check in the four files, now and at every change
     */
    ControlBinding(Settings settings, List<FourFiles.Check> checks) {
        this.settings = settings;
        String policy = settings.text(ConfigKeys.PLAIN_POLICY);
        boolean anonymous =
                !policy.isEmpty()
                        && (settings.on(ConfigKeys.PLAIN_ANONYMOUS)
                                || settings.on(ConfigKeys.WIRE_ANONYMOUS));
        plane =
                new ControlPlane(
                        settings.home(), checks, anonymous ? policy : null, tokens(settings));
    }

    /** How tokens are made and judged by this configuration. */
    static TokenSettings tokens(Settings settings) {
        return new TokenSettings(
                settings.text(ConfigKeys.TOKENS_ISSUER),
                settings.text(ConfigKeys.TOKENS_AUDIENCE),
                Duration.ofMillis(settings.number(ConfigKeys.TOKENS_MAX_TTL)),
                Duration.ofMillis(settings.number(ConfigKeys.TOKENS_CLOCK_SKEW)));
    }

    /** Whether the gateway has the certificates it needs, and can read what it has of tokens. */
    static void check(Settings settings, List<Problem> problems) {
        if (!new Authority(settings.home()).isReady()) {
            problems.add(
                    new Problem(
                            "data/keys",
                            "AIR-9032 the gateway needs its certificates but "
                                    + settings.home()
                                    + " has none: run air init"));
        }
        try {
            new Tokens(settings.home(), tokens(settings));
        } catch (ControlException e) {
            problems.add(new Problem("data/keys", e.getMessage()));
        }
    }

    /** Tells the doors where the gateway's certificates lie. */
    void addTo(Properties properties) {
        Authority authority = plane.authority();
        for (String listener : LISTENERS) {
            properties.setProperty(
                    listener + "certificateFile", authority.serverCertificate().toString());
            properties.setProperty(listener + "keyFile", authority.serverKey().toString());
            properties.setProperty(listener + "clientCaFiles", authority.deviceCa().toString());
        }
    }

    /** Binds everything and opens the operator port, which answers 503 until all is up. */
    void install(CamelContext context) throws Exception {
        OperatorSettings where =
                new OperatorSettings(
                        settings.text(ConfigKeys.CONTROL_HOST),
                        (int) settings.number(ConfigKeys.CONTROL_PORT),
                        MAX_BODY_BYTES,
                        (int) settings.number(ConfigKeys.CONTROL_REQUESTS));
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind(METERS, meters);
        explaining = new LiveExplaining(context, settings);
        context.getRegistry().bind(Explaining.BEAN, explaining);
        plane.install(context, where, meters, AirGateway.version());
    }

    /** From now on a reload changes the routes too. */
    void follow(RouteReload routes) {
        explaining.follow(routes::inForce);
        plane.control().routes(routes);
    }

    /** What changes the running gateway. */
    GatewayControl control() {
        return plane.control();
    }

    /** The port on which operators are served, 0 if it is not open. */
    static int port(CamelContext context) {
        OperatorServer server =
                context.getRegistry()
                        .lookupByNameAndType(OperatorServer.BEAN, OperatorServer.class);
        return server == null ? 0 : server.getPort();
    }
}
