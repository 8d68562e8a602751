/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.TestPki;

import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.DataInputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;

/** A TLS session that is resumed proves its device anew. */
class DoorResumptionTest {

    /** CONNECT of MQTT 5 by thermo-1, a clean start, keep-alive 60 s (MQTT 5.0, 3.1). */
    private static final byte[] CONNECT =
            HexFormat.of()
                    .parseHex(
                            "1015" // fixed header
                                    + "00044d515454" // MQTT
                                    + "05" // version
                                    + "02" // clean start
                                    + "003c" // keep-alive
                                    + "00" // no properties
                                    + "0008746865726d6f2d31"); // thermo-1

    @TempDir Path directory;

    /** How often a certificate was shown: never in a handshake that resumes. */
    private final AtomicInteger shown = new AtomicInteger();

    private DoorKit start(TestPki.Identity authority, String provider, boolean tokens)
            throws Exception {
        authority.writeCertificate(directory.resolve("ca.pem"));
        TestPki.Identity gateway = TestPki.device("gateway", authority);
        gateway.writeCertificate(directory.resolve("gateway.pem"));
        gateway.writeKey(directory.resolve("gateway-key.pem"));
        return DoorKit.start(
                directory.resolve("data"),
                options -> {
                    options.setMqttEnabled(true);
                    options.setTlsProvider(provider);
                    options.setTokens(tokens);
                    options.setCertificateFile(directory.resolve("gateway.pem").toString());
                    options.setKeyFile(directory.resolve("gateway-key.pem").toString());
                    options.setClientCaFiles(directory.resolve("ca.pem").toString());
                },
                AsyncProcessorConverterHelper.convert(exchange -> {}));
    }

    @ParameterizedTest
    @CsvSource({
        "jdk,TLSv1.2,false",
        "jdk,TLSv1.3,false",
        "jdk,TLSv1.2,true",
        "jdk,TLSv1.3,true",
        "openssl,TLSv1.2,false",
        "openssl,TLSv1.3,false",
        "openssl,TLSv1.2,true",
        "openssl,TLSv1.3,true"
    })
    void refusesTheResumedSessionOfARevokedDevice(String provider, String version, boolean tokens)
            throws Exception {
        TestPki.Identity authority = TestPki.authority("Test CA");
        try (DoorKit kit = start(authority, provider, tokens)) {
            SSLContext client = client(authority, TestPki.device("thermo-1", authority));
            assertThat(codeOf(kit, client, version)).isZero();
            assertThat(shown).hasValue(1);
            assertThat(codeOf(kit, client, version)).isZero();
            assertThat(shown).as("the second handshake resumes the first session").hasValue(1);
            kit.identities.revoke("thermo-1");
            assertThat(codeOf(kit, client, version)).isEqualTo(0x8A);
            assertThat(shown).as("so does the third").hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "openssl"})
    void aSessionThatShowedNoCertificateIsResumedWithoutOne(String provider) throws Exception {
        TestPki.Identity authority = TestPki.authority("Test CA");
        try (DoorKit kit = start(authority, provider, true)) {
            SSLContext client = client(authority, null);
            assertThat(codeOf(kit, client, "TLSv1.3")).isEqualTo(0x86);
            assertThat(codeOf(kit, client, "TLSv1.3")).isEqualTo(0x86);
        }
    }

    private SSLContext client(TestPki.Identity authority, TestPki.Identity device)
            throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = null;
        if (device != null) {
            X509KeyManager own = (X509KeyManager) device.keyManagers().getKeyManagers()[0];
            keys = new KeyManager[] {new Counting(own)};
        }
        context.init(keys, authority.trustManagers().getTrustManagers(), null);
        return context;
    }

    /** The reason code in CONNACK. */
    private static int codeOf(DoorKit kit, SSLContext client, String version) throws Exception {
        int port = kit.broker().port("mqtt");
        try (Socket made = client.getSocketFactory().createSocket("127.0.0.1", port)) {
            SSLSocket socket = (SSLSocket) made;
            socket.setSoTimeout(30_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(CONNECT);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(in.readUnsignedByte()).isEqualTo(0x20);
            while (in.readUnsignedByte() > 0x7F) {
                // the length goes on
            }
            in.readUnsignedByte();
            return in.readUnsignedByte();
        }
    }

    /** Shows the same certificate as another, and counts it. */
    private final class Counting extends X509ExtendedKeyManager {

        private final X509KeyManager own;

        private Counting(X509KeyManager own) {
            this.own = own;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            shown.incrementAndGet();
            return own.chooseClientAlias(types, issuers, socket);
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal[] issuers, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return own.getClientAliases(type, issuers);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return own.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return own.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.getPrivateKey(alias);
        }
    }
}
