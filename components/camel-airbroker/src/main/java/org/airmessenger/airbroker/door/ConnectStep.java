/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;

import java.util.ArrayList;
import java.util.List;

/** Decides about a CONNECT (MQTT 5.0, 3.1): who it is, and whether its will is allowed. */
final class ConnectStep {

    private static final long UNSIGNED = 0xFFFF_FFFFL;

    /** A session expiry that the broker never reaches (MQTT 5.0, 3.1.2.11.2). */
    static final int FOREVER = -1;

    private final Door door;
    private final Credentials credentials;
    private final boolean five;
    private final List<MqttProperties.MqttProperty<?>> told = new ArrayList<>();
    private MqttConnectMessage connect;
    private List<DoorHandler> older = List.of();
    private String assumed;

    ConnectStep(Door door, MqttConnectMessage connect) {
        this.door = door;
        this.credentials = new Credentials(door);
        this.connect = connect;
        this.five = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
    }

    /**
     * Who connects.
     *
     * @param tls the connection's TLS, or null on the plain listener
     * @throws RefusedException if he may not come in
     */
    Identity decide(SslHandler tls, DoorHandler handler) {
        int evictions = door.evictions();
        Identity identity = decide(tls);
        older = door.proven(handler, identity);
        if (evictions != door.evictions()) {
            // somebody was evicted before this one was found among the living: ask again
            try {
                decide(tls);
            } catch (RefusedException e) {
                door.forget(handler, identity, "refused");
                throw e;
            }
        }
        return identity;
    }

    /** The device's connections that are older than this one. */
    List<DoorHandler> older() {
        return older;
    }

    /**
     * The will, or null if there is none.
     *
     * @throws RefusedException if a property of it is malformed
     */
    WillRecord will(Identity identity) {
        return Will.of(connect, identity, expirySeconds());
    }

    /** Whether the session that was before is to end (MQTT 5.0, 3.1.2.4). */
    boolean isClean() {
        return connect.variableHeader().isCleanSession();
    }

    /** How long the session outlives its connection. */
    int expirySeconds() {
        int longest = door.options().getMaxSessionExpirySeconds();
        if (!five) {
            return isClean() ? 0 : longest;
        }
        Integer wish = property(MqttPropertyType.SESSION_EXPIRY_INTERVAL);
        return wish == null ? 0 : (int) Math.min(wish & UNSIGNED, longest);
    }

    private Identity decide(SslHandler tls) {
        if (door.intake() == null || door.isGoingDown()) {
            throw new RefusedException(Refusal.GOING_DOWN, Replies.GOING_DOWN);
        }
        String claimed = tls == null ? nameOf(claimOf()) : mustBeId(claimOf());
        Identity identity = credentials.prove(tls, connect.payload(), claimed);
        if (claimed != null && !claimed.equals(identity.device())) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1024 the client id must be the device's own, %s, but was %s; connect as yourself"
                            .formatted(Quoted.of(identity.device()), Quoted.of(claimed)));
        }
        if (door.doors().isBanned(identity.device())) {
            throw new RefusedException(Refusal.BANNED, "AIR-1014 the device is banned for a while");
        }
        checkWill(identity);
        return identity;
    }

    /** The code in CONNACK for a refusal of this CONNECT. */
    byte refusalCode(Refusal refusal) {
        return credentials.isWord()
                ? Replies.credentialCode(refusal, five)
                : Replies.connectCode(refusal, five);
    }

    private String claimOf() {
        String claimed = connect.payload().clientIdentifier();
        if (claimed == null || claimed.isEmpty()) {
            if (!five && !connect.variableHeader().isCleanSession()) {
                // MQTT 3.1.1, 3.1.3.1
                throw new RefusedException(
                        Refusal.MALFORMED,
                        "AIR-1024 a session that is kept must have a client id but had none; name it, or ask for a clean session");
            }
            return null;
        }
        return claimed;
    }

    /** The name of a device that proves nothing: the same when it is asked for again. */
    private String nameOf(String claimed) {
        if (assumed == null) {
            assumed = claimed == null ? AnonymousIds.next() : AnonymousIds.of(claimed);
        }
        return mustBeId(assumed);
    }

    private static String mustBeId(String claimed) {
        if (claimed != null
                && (!DeviceIds.isValid(claimed) || ReservedNames.isReservedOwner(claimed))) {
            throw new RefusedException(
                    Refusal.MALFORMED,
                    "AIR-1024 the client id must match [A-Za-z0-9._:-]{1,128} and not begin with"
                            + " lane. but was "
                            + Quoted.of(claimed)
                            + "; take the device id of its certificate");
        }
        return claimed;
    }

    private void checkWill(Identity identity) {
        if (!connect.variableHeader().isWillFlag()) {
            return;
        }
        MqttConnectPayload payload = connect.payload();
        String problem = MessageDraft.problemOfTopic(payload.willTopic());
        if (problem != null) {
            throw new RefusedException(
                    Refusal.MALFORMED, "AIR-1025 will: " + problem + "; correct it");
        }
        if (!door.identities().mayPublish(identity, payload.willTopic())) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1025 a policy must allow the will's topic but none allows "
                            + Quoted.of(payload.willTopic())
                            + "; add it to the policy's publish");
        }
    }

    /** What the device sent. */
    MqttConnectMessage connect() {
        return connect;
    }

    private Integer property(MqttPropertyType type) {
        var property = connect.variableHeader().properties().getProperty(type.value());
        return property == null ? null : (Integer) property.value();
    }

    /**
     * The CONNECT as the broker shall see it: with the device's name there, also if it named none,
     * without its will, and with a session that does not end by itself: the door ends it. Nor with
     * user name and password, which it would hash with every message.
     *
     * @param resumes whether the device goes on with a session
     */
    MqttConnectMessage forBroker(String device, boolean resumes) {
        Integer wish = property(MqttPropertyType.SESSION_EXPIRY_INTERVAL);
        MqttProperties properties = connect.variableHeader().properties();
        if (wish != null && (wish & UNSIGNED) > expirySeconds()) {
            told.add(expiry(expirySeconds()));
        }
        if (expirySeconds() > 0 && five) {
            properties.add(expiry(FOREVER));
        }
        MqttConnectPayload given = connect.payload();
        if (given.clientIdentifier().isEmpty()) {
            // MQTT 5.0, 3.2.2.3.7
            told.add(
                    new MqttProperties.StringProperty(
                            MqttPropertyType.ASSIGNED_CLIENT_IDENTIFIER.value(), device));
        }
        // from here on nobody keeps what the device showed
        connect =
                new MqttConnectMessage(
                        connect.fixedHeader(),
                        connect.variableHeader(),
                        new MqttConnectPayload(
                                given.clientIdentifier(),
                                MqttProperties.NO_PROPERTIES,
                                null,
                                null,
                                null,
                                null));
        MqttConnectVariableHeader header = connect.variableHeader();
        return new MqttConnectMessage(
                connect.fixedHeader(),
                new MqttConnectVariableHeader(
                        header.name(),
                        header.version(),
                        false,
                        false,
                        false,
                        0,
                        false,
                        // MQTT 3.1.1 says with it how long the session lives, too
                        five ? !resumes : header.isCleanSession(),
                        header.keepAliveTimeSeconds(),
                        properties),
                new MqttConnectPayload(
                        BrokerNames.clientId(device),
                        MqttProperties.NO_PROPERTIES,
                        null,
                        null,
                        null,
                        null));
    }

    private static MqttProperties.IntegerProperty expiry(int seconds) {
        return new MqttProperties.IntegerProperty(
                MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), seconds);
    }

    /** Adds to the broker's CONNACK what the door changed; true if the device is let in. */
    boolean complete(MqttConnAckMessage ack) {
        if (ack.variableHeader().connectReturnCode() != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            return false;
        }
        if (five) {
            told.forEach(ack.variableHeader().properties()::add);
        }
        return true;
    }
}
