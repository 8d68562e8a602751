/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes the TLS side of a listener from PEM files; nothing but them is trusted. */
public final class TlsContext {

    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    private TlsContext() {}

    /**
     * Reads certificate, key and authorities.
     *
     * @throws IllegalArgumentException if a file is missing or not what it should be
     */
    public static SSLContext of(ListenerConfiguration options) {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(options), NO_PASSWORD);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustStore(options));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "AIR-1006 certificate, key and authorities of the MQTT listener must be usable but: "
                            + e.getMessage(),
                    e);
        }
    }

    private static KeyStore keyStore(ListenerConfiguration options)
            throws GeneralSecurityException, IOException {
        Collection<? extends Certificate> chain =
                certificates(file(options.getCertificateFile(), "certificateFile"));
        PrivateKey key =
                privateKey(
                        file(options.getKeyFile(), "keyFile"),
                        chain.iterator().next().getPublicKey().getAlgorithm());
        KeyStore store = empty();
        store.setKeyEntry("listener", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
        return store;
    }

    private static KeyStore trustStore(ListenerConfiguration options)
            throws GeneralSecurityException, IOException {
        String files = options.getClientCaFiles();
        if (files == null || files.isBlank()) {
            throw missing("clientCaFiles");
        }
        KeyStore store = empty();
        int number = 0;
        for (String name : files.split(",")) {
            for (Certificate authority : certificates(file(name.strip(), "clientCaFiles"))) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Path file(String name, String option) {
        if (name == null || name.isBlank()) {
            throw missing(option);
        }
        Path path = Path.of(name);
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(
                    "AIR-1006 %s must be readable but %s is not".formatted(option, path));
        }
        return path;
    }

    private static IllegalArgumentException missing(String option) {
        return new IllegalArgumentException(
                "AIR-1006 the MQTT listener needs "
                        + option
                        + " but it is not set; set it, or mqttEnabled=false");
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new GeneralSecurityException("there is no certificate in " + file);
            }
            return found;
        }
    }

    private static PrivateKey privateKey(Path file, String algorithm)
            throws GeneralSecurityException, IOException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "there is no unencrypted PKCS 8 key (BEGIN PRIVATE KEY) in " + file);
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
