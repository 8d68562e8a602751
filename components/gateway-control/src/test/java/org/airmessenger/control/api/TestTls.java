/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;

import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS identities of tests: whatever certificate is shown, the gateway's own is verified. */
public final class TestTls {

    private TestTls() {}

    /** Shows no certificate. */
    public static SSLContext nobody(Authority trusted) throws Exception {
        return context(null, trusted.deviceCa());
    }

    /** Shows the certificate of two PEM files. */
    public static SSLContext of(Path key, Path certificate, Path ca) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate[] chain = {Pem.certificate(certificate)};
        store.setKeyEntry("me", Pem.privateKey(key), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        return context(keys.getKeyManagers(), ca);
    }

    /** Trusts one CA. */
    public static TrustManager[] trust(Path ca) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", Pem.certificate(ca));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static SSLContext context(KeyManager[] keys, Path ca) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust(ca), new SecureRandom());
        return context;
    }
}
