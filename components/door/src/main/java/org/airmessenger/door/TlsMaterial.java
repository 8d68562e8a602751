/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a listener shows and whom it trusts, read from PEM files and tried: the key is the
 * certificate's own.
 *
 * @param certificate the listener's own
 * @param keys shows it
 * @param trust verifies clients
 */
public record TlsMaterial(
        X509Certificate certificate, KeyManagerFactory keys, TrustManagerFactory trust) {

    private static final Pattern PKCS8 =
            Pattern.compile(
                    "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one is missing or not what it should be, or if they do
     *     not belong together
     */
    public static TlsMaterial read(TlsFiles files) {
        try {
            List<X509Certificate> chain = certificates(files.certificate());
            PublicKey shown = chain.get(0).getPublicKey();
            PrivateKey key = privateKey(files.key(), shown.getAlgorithm());
            if (!belong(key, shown)) {
                throw new GeneralSecurityException(
                        files.key() + " is not the key of " + files.certificate());
            }
            KeyStore own = empty();
            own.setKeyEntry("listener", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = empty();
            for (Path file : files.authorities()) {
                for (X509Certificate authority : certificates(file)) {
                    trusted.setCertificateEntry("authority-" + trusted.size(), authority);
                }
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return new TlsMaterial(chain.get(0), keys, trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "AIR-1006 certificate, key and authorities of a listener must be usable but: "
                            + (e instanceof IOException ? e.toString() : e.getMessage()),
                    e);
        }
    }

    /**
     * Engines for who comes.
     *
     * @param refusals tells whom they refuse
     * @throws IllegalArgumentException if Java cannot make TLS of it
     */
    public SSLContext context(CertificateRefusals refusals) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {refusals.watch(trust)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("AIR-1006 TLS must work but: " + e.getMessage(), e);
        }
    }

    /**
     * It never leaves this process, so it need not protect the key: PKCS #12 would spend 10,000
     * rounds of a hash on the empty password, at the start and for each listener.
     */
    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            found.add((X509Certificate) certificate);
        }
        if (found.isEmpty()) {
            throw new GeneralSecurityException("there is no certificate in " + file);
        }
        return found;
    }

    private static PrivateKey privateKey(Path file, String algorithm)
            throws GeneralSecurityException, IOException {
        Matcher pem = PKCS8.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new GeneralSecurityException(
                    "there is no unencrypted PKCS 8 key (BEGIN PRIVATE KEY) in " + file);
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static boolean belong(PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        byte[] sample = {'a', 'i', 'r'};
        Signature signature = Signature.getInstance(signatureOf(key.getAlgorithm()));
        signature.initSign(key);
        signature.update(sample);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update(sample);
        return signature.verify(signed);
    }

    private static String signatureOf(String algorithm) {
        return switch (algorithm) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> algorithm;
        };
    }
}
