/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.transport;

import org.airmessenger.door.TlsFiles;
import org.airmessenger.door.TlsMaterial;

import io.netty.handler.ssl.SslContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * What a client shows and whom it trusts, from PEM files that may be changed: each connection asks
 * anew, and changed files are read then. Ones that cannot be used change nothing, and are told
 * once. Thread-safe.
 */
public final class TlsOnDisk implements Supplier<SslContext> {

    private static final Logger LOG = LoggerFactory.getLogger(TlsOnDisk.class);

    private final Path certificate;
    private final Path key;
    private final Path authorities;
    private SslContext inForce;

    /** In force, or of no use. */
    private List<Object> known;

    /**
     * Reads them.
     *
     * @param certificate with its chain, or null: it shows none
     * @param key PKCS 8, not encrypted, or null
     * @param authorities whom it trusts
     * @throws SSLException if one cannot be used
     */
    public TlsOnDisk(Path certificate, Path key, Path authorities) throws SSLException {
        this.certificate = certificate;
        this.key = key;
        this.authorities = authorities;
        this.known = stamp();
        this.inForce = read();
    }

    @Override
    public synchronized SslContext get() {
        List<Object> now = stamp();
        if (!now.equals(known)) {
            known = now;
            take();
        }
        return inForce;
    }

    private void take() {
        try {
            inForce = read();
            LOG.info(
                    "AIR-1415 the line shows its new certificate, or trusts new authorities: {}, {}",
                    certificate,
                    authorities);
        } catch (SSLException e) {
            LOG.error(
                    "AIR-1414 changed TLS files of a line must be usable but are not ({}); the ones"
                            + " before stay in force, correct the files",
                    e.getMessage());
        }
    }

    private SslContext read() throws SSLException {
        try {
            if (certificate == null) {
                return WireTls.client(null, null, authorities.toFile());
            }
            if (key == null) {
                throw new IllegalArgumentException(certificate + " needs its key but has none");
            }
            TlsMaterial own =
                    TlsMaterial.read(new TlsFiles(certificate, key, List.of(authorities)));
            return WireTls.client(own.keys(), own.trust());
        } catch (IllegalArgumentException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    private List<Object> stamp() {
        List<Object> stamp = new ArrayList<>();
        for (Path file : new Path[] {certificate, key, authorities}) {
            try {
                if (file != null) {
                    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                    stamp.add(now.lastModifiedTime());
                    stamp.add(now.size());
                    stamp.add(String.valueOf(now.fileKey()));
                }
            } catch (IOException e) {
                stamp.add("missing");
            }
        }
        return stamp;
    }
}
