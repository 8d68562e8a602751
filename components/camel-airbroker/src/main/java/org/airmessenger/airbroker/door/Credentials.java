/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.AirbrokerConstants;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.ssl.SslHandler;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/** By what a device that connects proves who it is. */
final class Credentials {

    private final Door door;
    private boolean isWord;

    Credentials(Door door) {
        this.door = door;
    }

    /** Whether it showed a token or nothing, which MQTT calls a bad user name or password. */
    boolean isWord() {
        return isWord;
    }

    /**
     * Who it is.
     *
     * @param tls the connection's TLS, or null on the plain listener
     * @param given what CONNECT says
     * @param claimed the device id that the client id says, or null
     * @throws RefusedException if he may not come in
     */
    Identity prove(SslHandler tls, MqttConnectPayload given, String claimed) {
        return tls == null ? anonymous(given, claimed) : secure(tls, given, claimed);
    }

    /** By a token in the password, if that is switched on and there is one; or a certificate. */
    private Identity secure(SslHandler tls, MqttConnectPayload given, String claimed) {
        X509Certificate certificate = leaf(tls);
        byte[] password = given.passwordInBytes();
        if (door.options().isTokens() && password != null && password.length > 0) {
            isWord = true;
            // a token is ASCII: whatever else there is in it does not become it
            String token = new String(password, StandardCharsets.ISO_8859_1);
            return door.identities()
                    .bearer(
                            token,
                            certificate,
                            claimOf(given.userName(), claimed),
                            AirbrokerConstants.DOOR_MQTT);
        }
        if (certificate == null) {
            isWord = true;
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1024 a device must show a certificate, or a token as its password, but"
                            + " showed neither; give it the certificate issued for it");
        }
        SSLEngine engine = tls.engine();
        return door.doors()
                .certificates(AirbrokerConstants.DOOR_MQTT)
                .prove(
                        door.identities(),
                        certificate,
                        claimed,
                        AirbrokerConstants.DOOR_MQTT,
                        InetSocketAddress.createUnresolved(
                                engine.getPeerHost(), engine.getPeerPort()));
    }

    /** Beside a token, the user name is the device's id, or there is none. */
    private static String claimOf(String user, String clientId) {
        if (user == null || user.isEmpty()) {
            return clientId;
        }
        if (clientId != null && !clientId.equals(user)) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1024 the user name beside a token must be the client id, %s, or none, but was %s; leave it out"
                            .formatted(Quoted.of(clientId), Quoted.of(user)));
        }
        return user;
    }

    private Identity anonymous(MqttConnectPayload given, String claimed) {
        byte[] password = given.passwordInBytes();
        if (password != null && looksLikeToken(password)) {
            isWord = true;
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1050 a token must travel over TLS but came over the listener without; it"
                            + " is known to others now: revoke it, and connect with TLS");
        }
        if (!door.options().isPlainAnonymous()) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1024 a device must show a certificate but this listener has no TLS; connect with TLS");
        }
        return door.identities().anonymous(claimed, AirbrokerConstants.DOOR_MQTT);
    }

    /** A JWT begins with an object, and has two dots. */
    private static boolean looksLikeToken(byte[] password) {
        int dots = 0;
        for (byte one : password) {
            dots += one == '.' ? 1 : 0;
        }
        return dots == 2 && password[0] == 'e' && password[1] == 'y' && password[2] == 'J';
    }

    /** The peer's own certificate, which TLS has verified; null if it showed none. */
    private static X509Certificate leaf(SslHandler tls) {
        try {
            Certificate[] chain = tls.engine().getSession().getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate leaf) {
                return leaf;
            }
        } catch (SSLPeerUnverifiedException e) {
            // it showed none
        }
        return null;
    }
}
