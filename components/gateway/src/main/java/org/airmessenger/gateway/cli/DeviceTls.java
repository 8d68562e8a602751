/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.identity.Pem;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** TLS of one device from its three files. */
public final class DeviceTls {

    private static final char[] NO_PASSWORD = new char[0];

    private DeviceTls() {}

    /**
     * The device's own certificate, and the authority by which it knows the gateway.
     *
     * @param folder of {@code ID.pem}, {@code ID.key} and {@code ca.pem}
     * @param device its id
     * @throws GeneralSecurityException if they are not what they should be
     */
    public static MqttClientSslConfig config(Path folder, String device)
            throws IOException, GeneralSecurityException {
        KeyStore own = empty();
        Certificate[] chain = {Pem.certificate(existing(folder.resolve(device + ".pem")))};
        own.setKeyEntry(
                "device",
                Pem.privateKey(existing(folder.resolve(device + ".key"))),
                NO_PASSWORD,
                chain);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", Pem.certificate(existing(folder.resolve("ca.pem"))));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return MqttClientSslConfig.builder()
                .keyManagerFactory(keys)
                .trustManagerFactory(trust)
                .build();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path existing(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "AIR-9041 there must be the readable file "
                            + file
                            + ": air device add makes it, --certs says where it is");
        }
        return file;
    }
}
