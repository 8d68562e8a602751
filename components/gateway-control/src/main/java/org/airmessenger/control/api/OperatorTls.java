/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * Tells operators from others. The handshake only proves that the peer holds the key of the
 * certificate it shows; whether that is an operator's is verified with each request, so that a
 * stranger gets an answer that says why, and a certificate that ends while a connection lives ends
 * its rights too.
 */
final class OperatorTls {

    /** What a peer is. */
    enum Peer {
        /** It showed no certificate. */
        NOBODY,
        /** Its certificate is not a valid one of the operator CA. */
        STRANGER,
        /** An operator. */
        OPERATOR
    }

    private static final char[] NO_PASSWORD = new char[0];

    private final X509TrustManager operators;

    /**
     * Shows a certificate. The key is kept in this process alone, so its store is of the kind that
     * protects it least: PKCS #12 derives a key from the (empty) password by 10,000 rounds of a
     * hash, twice, in a Java that has just started.
     *
     * @param key file with the key of the first certificate
     * @param chain file with the certificates, the own one first
     */
    static X509KeyManager keys(Path key, Path chain) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = Pem.certificates(chain);
        String algorithm = certificates.get(0).getPublicKey().getAlgorithm();
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(
                "own",
                Pem.privateKey(key, algorithm),
                NO_PASSWORD,
                certificates.toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, NO_PASSWORD);
        return (X509KeyManager) factory.getKeyManagers()[0];
    }

    OperatorTls(Authority authority) throws IOException, GeneralSecurityException {
        operators = trust(Pem.certificate(authority.operatorCa()));
    }

    /** Who is at the other end of a connection. */
    Peer peer(SSLSession session) {
        if (session == null) {
            return Peer.NOBODY;
        }
        Certificate[] chain;
        try {
            chain = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return Peer.NOBODY;
        }
        if (!(chain instanceof X509Certificate[] || allX509(chain))) {
            return Peer.STRANGER;
        }
        X509Certificate[] certificates = new X509Certificate[chain.length];
        System.arraycopy(chain, 0, certificates, 0, chain.length);
        try {
            // checks signature, validity and that the certificate is made for clients
            operators.checkClientTrusted(
                    certificates, certificates[0].getPublicKey().getAlgorithm());
            return Peer.OPERATOR;
        } catch (CertificateException | IllegalArgumentException e) {
            return Peer.STRANGER;
        }
    }

    private static boolean allX509(Certificate[] chain) {
        for (Certificate one : chain) {
            if (!(one instanceof X509Certificate)) {
                return false;
            }
        }
        return chain.length > 0;
    }

    /** Trusts one CA alone. */
    static X509TrustManager trust(X509Certificate ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ca);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no PKIX trust manager");
    }

    /** For the handshake: takes any certificate and grants nothing; {@link #peer} decides. */
    static final class Undecided extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // decided by peer(), with an answer in HTTP
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // decided by peer(), with an answer in HTTP
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // decided by peer(), with an answer in HTTP
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("the operator port calls nobody");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("the operator port calls nobody");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("the operator port calls nobody");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
