/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import org.airmessenger.bench.load.Fleet;
import org.airmessenger.bench.load.MutualTls;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;

import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Throwaway identities, made by the gateway's own authority: devices {@code sensor-0} and on, and a
 * server.
 */
public final class Identities {

    /** Prefix of the ids of all devices. */
    public static final String PREFIX = "sensor-";

    private static final String TOPIC = "sensors/%s/temperature";

    private final Authority authority;
    private final Path folder;
    private final List<SslContext> devices = new ArrayList<>();

    /**
     * Makes them.
     *
     * @param home whose authority it is
     * @param count devices that get a certificate, from number 0 on
     */
    public Identities(Path home, int count) throws IOException {
        folder = home.resolve("devices");
        authority = new Authority(home);
        authority.init(List.of());
        for (int i = 0; i < count; i++) {
            devices.add(issue(PREFIX + i));
        }
    }

    /** Issues one more device its certificate. */
    public SslContext issue(String id) throws IOException {
        Authority.Issued issued = authority.issue(id, null, Duration.ofDays(1), folder);
        return MutualTls.client(issued.ca(), issued.certificate(), issued.key());
    }

    /** The devices: over TLS those that have a certificate. */
    public Fleet fleet() {
        Fleet plain = Fleet.plain(PREFIX, TOPIC);
        return new Fleet() {
            @Override
            public String id(int device) {
                return plain.id(device);
            }

            @Override
            public String topic(int device) {
                return plain.topic(device);
            }

            @Override
            public SslContext tls(int device) {
                return device < devices.size() ? devices.get(device) : null;
            }
        };
    }

    /** The server's key and certificate as PKCS#12. */
    public Path serverStore(String password) throws IOException {
        return store(
                "server.p12",
                password,
                store -> {
                    PrivateKey key = Pem.privateKey(authority.serverKey());
                    Certificate own = Pem.certificate(authority.serverCertificate());
                    store.setKeyEntry(
                            "server", key, password.toCharArray(), new Certificate[] {own});
                });
    }

    /** Who signs devices, as PKCS#12. */
    public Path trustStore(String password) throws IOException {
        return store(
                "trust.p12",
                password,
                store -> store.setCertificateEntry("ca", Pem.certificate(authority.deviceCa())));
    }

    private interface Filling {
        void into(KeyStore store) throws GeneralSecurityException;
    }

    private Path store(String name, String password, Filling filling) throws IOException {
        Path file = Files.createDirectories(folder).resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.into(store);
            store.store(out, password.toCharArray());
            return file;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
