/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.airbroker.AirbrokerConstants;
import org.airmessenger.door.Doors;
import org.airmessenger.door.TlsWatch;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelPipeline;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/** The sockets of the MQTT door. Opened by its consumer, so after every other route. */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private static final long LOOK_MILLIS = 500;

    private final BrokerConfiguration options;
    private final ScheduledExecutorService files;
    private final MeterRegistry meters;
    private final Doors doors;
    private final Map<String, DoorSocket> open = new LinkedHashMap<>();
    private final List<String> acceptors = new ArrayList<>();
    private BiConsumer<String, ChannelPipeline> gate;
    private TlsWatch watch;

    /**
     * None open yet.
     *
     * @param files its threads may read files
     * @param meters counts changes of certificates
     * @param doors what this door shares with the others
     */
    public Listeners(
            BrokerConfiguration options,
            ScheduledExecutorService files,
            MeterRegistry meters,
            Doors doors) {
        this.options = options;
        this.files = files;
        this.meters = meters;
        this.doors = doors;
    }

    /**
     * Opens the listeners that are switched on.
     *
     * @param newGate puts the door in front of a connection, by the word of its listener
     * @throws IllegalStateException if one cannot be opened; then none is open
     */
    public synchronized void open(
            ActiveMQServer server, BiConsumer<String, ChannelPipeline> newGate) {
        gate = newGate;
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
        TlsHandlers secure = tls ? new TlsHandlers(options, doors.certificates(door)) : null;
        server.getServiceRegistry().addAcceptorFactory(door, new NettyAcceptorFactory());
        Acceptor made =
                server.getRemotingService()
                        .createAcceptor(
                                new TransportConfiguration(
                                        NettyAcceptorFactory.class.getName(),
                                        parameters(host, port),
                                        door));
        if (!(made instanceof NettyAcceptor acceptor)) {
            throw cannotOpen(door, host, port, null);
        }
        acceptors.add(door);
        try {
            acceptor.start();
            DoorSocket socket =
                    DoorSocket.open(
                            door,
                            new InetSocketAddress(InetAddress.getByName(host), port),
                            channel -> {
                                if (secure != null) {
                                    channel.pipeline().addLast("ssl", secure.apply(channel));
                                }
                                gate.accept(door, channel.pipeline());
                                acceptor.transfer(channel);
                            });
            open.put(door, socket);
            if (secure != null) {
                watch =
                        new TlsWatch(
                                door, secure.files(), files, LOOK_MILLIS, meters, secure::take);
            }
            LOG.info("{} listens on {}:{}", door, host, socket.port());
        } catch (Exception e) {
            throw cannotOpen(door, host, port, e);
        }
    }

    private static IllegalStateException cannotOpen(
            String door, String host, int port, Exception cause) {
        return new IllegalStateException(
                "AIR-1009 %s must listen on %s:%d but cannot%s; free the port or choose another"
                        .formatted(door, host, port, cause == null ? "" : ": " + cause),
                cause);
    }

    private Map<String, Object> parameters(String host, int port) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put(TransportConstants.HOST_PROP_NAME, host);
        parameters.put(TransportConstants.PORT_PROP_NAME, port);
        parameters.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        // the socket is ours, and so is the deadline
        parameters.put(TransportConstants.HTTP_UPGRADE_ENABLED_PROP_NAME, true);
        parameters.put(TransportConstants.HANDSHAKE_TIMEOUT, 0);
        parameters.put(TransportConstants.DIRECT_DELIVER, false);
        parameters.put(TransportConstants.REMOTING_THREADS_PROPNAME, 1);
        parameters.put(TransportConstants.QUIET_PERIOD, 0);
        // MQTT: the door resolves the aliases, and keeps the keep-alive itself
        parameters.put("topicAliasMaximum", options.getTopicAliasMaximum());
        parameters.put("serverKeepAlive", -1);
        // never: the door ends sessions
        parameters.put("defaultMqttSessionExpiryInterval", -1);
        parameters.put("maximumPacketSize", options.getMaxPacketBytes());
        parameters.put("closeMqttConnectionOnPublishAuthorizationFailure", true);
        return parameters;
    }

    /** Lets no one new in; who is connected stays. */
    public synchronized void pause() {
        open.values().forEach(DoorSocket::pause);
    }

    /** Closes the listeners and every connection that is left. */
    public synchronized void close(ActiveMQServer server) {
        open.values().forEach(DoorSocket::pause);
        if (watch != null) {
            watch.close();
            watch = null;
        }
        for (String door : acceptors) {
            try {
                server.getRemotingService().destroyAcceptor(door);
            } catch (Exception e) {
                LOG.warn("AIR-1017 {} did not close cleanly: {}", door, e.toString());
            }
        }
        acceptors.clear();
        open.values().forEach(DoorSocket::close);
        open.clear();
    }

    /** The port a listener really has, or 0 if it is closed. */
    public synchronized int port(String door) {
        DoorSocket socket = open.get(door);
        return socket == null ? 0 : socket.port();
    }
}
