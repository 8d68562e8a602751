/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.AirbrokerConstants;
import org.airmessenger.airbroker.broker.SessionStates;
import org.airmessenger.airbroker.mqtt.PacketDecoder;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.ssl.SslHandler;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.BaseInterceptor;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolHandler;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTProtocolManager;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyServerConnection;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.routing.RoutingHandler;
import org.apache.activemq.artemis.spi.core.protocol.ConnectionEntry;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManager;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.remoting.Acceptor;
import org.apache.activemq.artemis.spi.core.remoting.Connection;

import java.util.List;
import java.util.Map;

/** The broker's MQTT protocol with the door's handler in front. Everything else is delegated. */
@SuppressWarnings({"rawtypes", "unchecked"})
final class DoorProtocolManager implements ProtocolManager {

    private final ProtocolManager mqtt;
    private final DoorProtocolFactory factory;
    private final Door door;
    private final ActiveMQServer server;
    private final SessionStates states;

    DoorProtocolManager(
            ProtocolManager mqtt, DoorProtocolFactory factory, Door door, ActiveMQServer server)
            throws Exception {
        this.mqtt = mqtt;
        this.server = server;
        this.states = SessionStates.of(server);
        this.factory = factory;
        this.door = door;
    }

    @Override
    public void addChannelHandlers(ChannelPipeline pipeline) {
        mqtt.addChannelHandlers(pipeline);
        // the broker's own decoder takes a packet of 256 MB, and much that MQTT forbids
        pipeline.replace(
                MqttDecoder.class,
                "air-decoder",
                new PacketDecoder(
                        door.options().getMaxPacketBytes(),
                        door.options().getPacketDeadlineMillis()));
        pipeline.replace(
                MQTTProtocolHandler.class,
                "air-broker",
                new BrokerHandler(server, (MQTTProtocolManager) mqtt, states));
        String word =
                pipeline.get(SslHandler.class) == null
                        ? AirbrokerConstants.DOOR_MQTT_PLAIN
                        : AirbrokerConstants.DOOR_MQTT;
        pipeline.addBefore("air-broker", "air-door", new DoorHandler(door, word));
    }

    @Override
    public ConnectionEntry createConnectionEntry(Acceptor acceptor, Connection connection) {
        ConnectionEntry entry = mqtt.createConnectionEntry(acceptor, connection);
        DoorHandler handler =
                ((NettyServerConnection) connection).getChannel().pipeline().get(DoorHandler.class);
        handler.attach(entry);
        return entry;
    }

    /** Whatever comes in on these listeners is meant to be MQTT; if it is not, it is closed. */
    @Override
    public boolean isProtocol(byte[] firstBytes) {
        return true;
    }

    @Override
    public ProtocolManagerFactory getFactory() {
        return factory;
    }

    @Override
    public void updateInterceptors(List incoming, List outgoing) {
        mqtt.updateInterceptors((List<BaseInterceptor>) incoming, (List<BaseInterceptor>) outgoing);
    }

    @Override
    public void removeHandler(String name) {
        mqtt.removeHandler(name);
    }

    @Override
    public void handleBuffer(RemotingConnection connection, ActiveMQBuffer buffer) {
        mqtt.handleBuffer(connection, buffer);
    }

    @Override
    public boolean acceptsNoHandshake() {
        return mqtt.acceptsNoHandshake();
    }

    @Override
    public void handshake(NettyServerConnection connection, ActiveMQBuffer buffer) {
        mqtt.handshake(connection, buffer);
    }

    @Override
    public List<String> websocketSubprotocolIdentifiers() {
        return mqtt.websocketSubprotocolIdentifiers();
    }

    @Override
    public void setAnycastPrefix(String prefix) {
        mqtt.setAnycastPrefix(prefix);
    }

    @Override
    public void setMulticastPrefix(String prefix) {
        mqtt.setMulticastPrefix(prefix);
    }

    @Override
    public Map<SimpleString, RoutingType> getPrefixes() {
        return mqtt.getPrefixes();
    }

    @Override
    public void setSecurityDomain(String domain) {
        mqtt.setSecurityDomain(domain);
    }

    @Override
    public String getSecurityDomain() {
        return mqtt.getSecurityDomain();
    }

    @Override
    public RoutingHandler getRoutingHandler() {
        return mqtt.getRoutingHandler();
    }
}
