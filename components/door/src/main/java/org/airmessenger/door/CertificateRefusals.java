/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.RefusedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Tells the operator which client certificates a listener does not let in, and why: TLS refuses
 * them, and the device gets an alert and no more; or they are of nobody who may come in. At most
 * {@value #LINES} lines a minute; the first after a silence says how many were not told.
 * Thread-safe.
 */
public final class CertificateRefusals {

    /** In a minute. */
    static final int LINES = 10;

    private static final Logger LOG = LoggerFactory.getLogger(CertificateRefusals.class);
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String listener;
    private final LongSupplier nanos;
    private long began;
    private int told;
    private long untold;

    /**
     * None yet.
     *
     * @param listener its word
     */
    CertificateRefusals(String listener) {
        this(listener, System::nanoTime);
    }

    CertificateRefusals(String listener, LongSupplier nanos) {
        this.listener = listener;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Trusts whom the given one trusts; whom it does not, is told. */
    public X509ExtendedTrustManager watch(TrustManagerFactory trust) {
        // X.509 by JSSE is always one of these, and there is one (TrustManagerFactorySpi of PKIX)
        return new WatchedTrust((X509ExtendedTrustManager) trust.getTrustManagers()[0], this);
    }

    /**
     * Asks whose a certificate is that TLS has taken; if it is of nobody who may come in, that is
     * told.
     *
     * @param claimed see {@link Identities#prove}, as the door
     * @param peer where it was shown
     * @throws RefusedException if it is of nobody who may come in
     */
    public Identity prove(
            Identities identities,
            X509Certificate shown,
            String claimed,
            String door,
            SocketAddress peer) {
        try {
            return identities.prove(shown, claimed, door);
        } catch (RefusedException e) {
            InetSocketAddress from = Handshakes.peer(peer);
            refused(shown, from.getHostString(), from.getPort(), e.getMessage());
            throw e;
        }
    }

    /** TLS refused it. */
    void refused(X509Certificate leaf, SSLEngine engine, CertificateException cause) {
        refused(leaf, engine.getPeerHost(), engine.getPeerPort(), why(cause));
    }

    private void refused(X509Certificate leaf, String host, int port, String why) {
        long before = claim();
        if (before >= 0) {
            LOG.warn(
                    "AIR-1052 a client certificate must let its device in at the {} listener but that"
                            + " of {}, issued by {} with serial {} and shown by {}:{}, does not: {}{}",
                    listener,
                    Quoted.of(leaf.getSubjectX500Principal().getName()),
                    Quoted.of(leaf.getIssuerX500Principal().getName()),
                    leaf.getSerialNumber().toString(16),
                    host,
                    port,
                    why,
                    before == 0 ? "" : " (%d more were not told before)".formatted(before));
        }
    }

    /** How many were not told before this one, or -1 if it is not to be told either. */
    private synchronized long claim() {
        long now = nanos.getAsLong();
        if (now - began >= MINUTE_NANOS) {
            began = now;
            told = 0;
        }
        if (told == LINES) {
            untold++;
            return -1;
        }
        told++;
        long before = untold;
        untold = 0;
        return before;
    }

    private static String why(CertificateException cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof CertificateExpiredException) {
            return "expired (" + root.getMessage() + "); issue a new one (air device add)";
        }
        if (root instanceof CertificateNotYetValidException) {
            return "not yet valid (" + root.getMessage() + "); look at the clocks";
        }
        if (root instanceof CertPathBuilderException || root instanceof SignatureException) {
            return "no authority of clientCaFiles signed it; issue one here (air device add), or add"
                    + " its authority";
        }
        return Quoted.of(root.getMessage());
    }
}
