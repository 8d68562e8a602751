/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** An authority for one test, and what it signs. */
public final class TestPki {

    private static final AtomicLong SERIAL = new AtomicLong(1);
    private static final char[] PASSWORD = "test".toCharArray();

    /** A key and its certificate. */
    public record Identity(KeyPair keys, X509Certificate certificate) {

        public KeyManagerFactory keyManagers() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "me", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, PASSWORD);
            return factory;
        }

        /** Shows the certificate although nobody asked for one of its authority. */
        public KeyManager insisting() {
            return new X509ExtendedKeyManager() {
                @Override
                public String chooseEngineClientAlias(
                        String[] types, Principal[] issuers, SSLEngine engine) {
                    return "me";
                }

                @Override
                public String chooseClientAlias(
                        String[] types, Principal[] issuers, Socket socket) {
                    return "me";
                }

                @Override
                public String[] getClientAliases(String type, Principal[] issuers) {
                    return new String[] {"me"};
                }

                @Override
                public String[] getServerAliases(String type, Principal[] issuers) {
                    return new String[0];
                }

                @Override
                public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
                    return null;
                }

                @Override
                public X509Certificate[] getCertificateChain(String alias) {
                    return new X509Certificate[] {certificate};
                }

                @Override
                public PrivateKey getPrivateKey(String alias) {
                    return keys.getPrivate();
                }
            };
        }

        public TrustManagerFactory trustManagers() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("ca", certificate);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory;
        }

        public Path writeCertificate(Path file) throws GeneralSecurityException, IOException {
            return Files.writeString(file, pem("CERTIFICATE", certificate.getEncoded()));
        }

        public Path writeKey(Path file) throws IOException {
            return Files.writeString(file, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }

        private static String pem(String type, byte[] der) {
            return "-----BEGIN "
                    + type
                    + "-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                    + "\n-----END "
                    + type
                    + "-----\n";
        }
    }

    private TestPki() {}

    public static Identity authority(String name) throws Exception {
        return issue(name, null, Instant.now().plusSeconds(3600), true);
    }

    public static Identity device(String name, Identity authority) throws Exception {
        return issue(name, authority, Instant.now().plusSeconds(3600), false);
    }

    public static Identity expiredDevice(String name, Identity authority) throws Exception {
        return issue(name, authority, Instant.now().minusSeconds(60), false);
    }

    public static Identity futureDevice(String name, Identity authority) throws Exception {
        return issue(name, authority, Instant.now().plusSeconds(10_000), false);
    }

    private static Identity issue(String name, Identity authority, Instant until, boolean isCa)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        X500Name subject = new X500Name("CN=" + name);
        X500Name issuer =
                authority == null
                        ? subject
                        : X500Name.getInstance(
                                authority.certificate().getSubjectX500Principal().getEncoded());
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(SERIAL.getAndIncrement()),
                        Date.from(until.minusSeconds(7200)),
                        Date.from(until),
                        subject,
                        keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        KeyPair signer = authority == null ? keys : authority.keys();
        return new Identity(
                keys,
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(
                                        new JcaContentSignerBuilder("SHA256withECDSA")
                                                .build(signer.getPrivate()))));
    }
}
