/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of a client from PEM files (RFC 7468). */
public final class PemTls {

    private static final char[] NO_PASSWORD = {};
    private static final List<String> KEYS = List.of("EC", "RSA", "EdDSA");

    private PemTls() {}

    /**
     * The context.
     *
     * @param ca trusted certificates; null for those of the JDK
     * @param certificate the client's and its chain; null for none
     * @param key its key, PKCS #8
     */
    public static SSLContext context(Path ca, Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = null;
        if (ca != null) {
            trusted = store();
            int number = 0;
            for (Certificate one : certificates(ca)) {
                trusted.setCertificateEntry("ca-" + number++, one);
            }
        }
        trust.init(trusted);
        KeyManagerFactory own =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore mine = store();
        if (certificate != null) {
            Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
            mine.setKeyEntry("client", key(key), NO_PASSWORD, chain);
        }
        own.init(mine, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        String body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PKCS8EncodedKeySpec spec;
        try {
            spec = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body));
        } catch (IllegalArgumentException e) {
            throw new IOException("a key must be one PEM block in PKCS 8", e);
        }
        for (String algorithm : KEYS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // another kind of key
                continue;
            }
        }
        throw new IOException("a key must be EC, RSA or EdDSA in PKCS 8");
    }
}
