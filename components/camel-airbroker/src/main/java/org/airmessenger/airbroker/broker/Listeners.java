/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.airbroker.AirbrokerConstants;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sockets of the MQTT door. Opened by its consumer, so after every other route. */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final BrokerConfiguration options;
    private final Map<String, Acceptor> open = new LinkedHashMap<>();

    /** None open yet. */
    public Listeners(BrokerConfiguration options) {
        this.options = options;
    }

    /**
     * Opens the listeners that are switched on.
     *
     * @throws IllegalStateException if one cannot be opened; then none is open
     */
    public synchronized void open(ActiveMQServer server) {
        try {
            if (options.isMqttEnabled()) {
                open(server, AirbrokerConstants.DOOR_MQTT, true);
            }
            if (options.isPlainEnabled()) {
                open(server, AirbrokerConstants.DOOR_MQTT_PLAIN, false);
            }
        } catch (RuntimeException e) {
            close(server);
            throw e;
        }
    }

    private void open(ActiveMQServer server, String door, boolean tls) {
        String host = tls ? options.getMqttHost() : options.getPlainHost();
        int port = tls ? options.getMqttPort() : options.getPlainPort();
        server.getServiceRegistry()
                .addAcceptorFactory(
                        door, tls ? new TlsAcceptorFactory(options) : new NettyAcceptorFactory());
        Acceptor acceptor =
                server.getRemotingService()
                        .createAcceptor(
                                new TransportConfiguration(
                                        NettyAcceptorFactory.class.getName(),
                                        parameters(host, port, tls),
                                        door));
        if (acceptor == null) {
            throw cannotOpen(door, host, port, null);
        }
        open.put(door, acceptor);
        try {
            acceptor.start();
        } catch (Exception e) {
            throw cannotOpen(door, host, port, e);
        }
        LOG.info("{} listens on {}:{}", door, host, acceptor.getActualPort());
    }

    private static IllegalStateException cannotOpen(
            String door, String host, int port, Exception cause) {
        return new IllegalStateException(
                "AIR-1009 %s must listen on %s:%d but cannot%s; free the port or choose another"
                        .formatted(door, host, port, cause == null ? "" : ": " + cause),
                cause);
    }

    private Map<String, Object> parameters(String host, int port, boolean tls) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, host);
        parameters.put(TransportConstants.PORT_PROP_NAME, port);
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        parameters.put(
                TransportConstants.HANDSHAKE_TIMEOUT,
                (int) Math.max(1, options.getConnectTimeoutMillis() / 1000));
        parameters.put(TransportConstants.DIRECT_DELIVER, false);
        parameters.put(
                TransportConstants.REMOTING_THREADS_PROPNAME,
                Math.max(2, Runtime.getRuntime().availableProcessors()));
        parameters.put(TransportConstants.QUIET_PERIOD, 0);
        if (tls) {
            parameters.put(TransportConstants.SSL_ENABLED_PROP_NAME, true);
            parameters.put(TransportConstants.USE_DEFAULT_SSL_CONTEXT_PROP_NAME, true);
            // the acceptor wants a key store by name; the context comes from TlsAcceptorFactory
            parameters.put(TransportConstants.SSL_CONTEXT_PROP_NAME, "airbroker");
            parameters.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, true);
            parameters.put(
                    TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, options.getTlsProtocols());
            parameters.put(
                    TransportConstants.SSL_HANDSHAKE_TIMEOUT,
                    (int) Math.max(1, options.getConnectTimeoutMillis() / 1000));
        }
        // MQTT: the door resolves no aliases, and keeps the keep-alive itself
        parameters.put("topicAliasMaximum", 0);
        parameters.put("serverKeepAlive", -1);
        parameters.put("maximumPacketSize", options.getMaxPacketBytes());
        parameters.put("closeMqttConnectionOnPublishAuthorizationFailure", true);
        return parameters;
    }

    /** Lets no one new in; who is connected stays. */
    public synchronized void pause() {
        open.values().forEach(Acceptor::pause);
    }

    /** Closes the listeners and every connection that is left. */
    public synchronized void close(ActiveMQServer server) {
        for (String door : open.keySet()) {
            try {
                server.getRemotingService().destroyAcceptor(door);
            } catch (Exception e) {
                LOG.warn("AIR-1009 {} did not close cleanly: {}", door, e.toString());
            }
        }
        open.clear();
    }

    /** The port a listener really has, or 0 if it is closed. */
    public synchronized int port(String door) {
        Acceptor acceptor = open.get(door);
        return acceptor == null ? 0 : Math.max(0, acceptor.getActualPort());
    }
}
