/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;

import java.nio.file.Path;
import javax.net.ssl.SSLException;

/**
 * A device's own certificate and the authority that it trusts, as {@code air device add} writes.
 */
public final class MutualTls {

    private MutualTls() {}

    /**
     * TLS 1.3 with a client certificate; the broker's certificate is verified against the CA, and
     * its name against the address.
     *
     * @param ca PEM of the authority
     * @param certificate PEM of the device's certificate
     * @param key PEM of the device's key, PKCS#8
     */
    public static SslContext client(Path ca, Path certificate, Path key) throws SSLException {
        return SslContextBuilder.forClient()
                .trustManager(ca.toFile())
                .keyManager(certificate.toFile(), key.toFile())
                .protocols("TLSv1.3")
                .build();
    }
}
