/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.SafeFiles;
import org.airmessenger.control.identity.Certificates.Issuer;
import org.airmessenger.control.identity.Certificates.Wish;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Quoted;

import org.bouncycastle.asn1.x509.KeyPurposeId;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Issues and revokes the certificates of one gateway. Everything lies in {@code AIR_HOME/data/keys}
 * (folder 0700, files 0600). Operators have a CA of their own, so that no device certificate can
 * ever be an operator's.
 */
public final class Authority {

    /** How long a device certificate is valid if nobody says otherwise. */
    public static final Duration DEVICE_VALIDITY = Duration.ofDays(365);

    private static final Duration CA_VALIDITY = Duration.ofDays(3650);
    private static final Duration MAX_VALIDITY = CA_VALIDITY;
    private static final String CERTIFICATE = "CERTIFICATE";

    private final KeyFolder keys;
    private final Clock clock;
    private final SerialIndex index;

    /**
     * What a device gets.
     *
     * @param serial of the certificate, hexadecimal
     * @param notAfter end of its validity
     * @param key PKCS#8 PEM, 0600
     * @param certificate PEM, the device's own alone
     * @param ca PEM of the CA by which the device knows the gateway
     */
    public record Issued(String serial, Instant notAfter, Path key, Path certificate, Path ca) {}

    /** For one home, by the system's clock. */
    public Authority(Path home) {
        this(home, Clock.systemUTC());
    }

    /**
     * For one home.
     *
     * @param home {@code AIR_HOME}
     */
    public Authority(Path home, Clock clock) {
        keys = new KeyFolder(home);
        this.clock = clock;
        index = new SerialIndex(keys.file("serials.txt"));
    }

    /**
     * Makes what is missing: device CA, server certificate, operator CA and operator certificate.
     * What is there stays as it is; permissions that are too open are mended.
     *
     * @param extraNames DNS names and addresses of the server besides localhost and this host's
     *     name
     * @return the names of the files made; empty if all was there
     */
    public List<String> init(Collection<String> extraNames) {
        return keys.locked(
                () -> {
                    List<String> made = new ArrayList<>();
                    Instant now = clock.instant();
                    ensure(
                            "device-ca",
                            new Wish("Air device CA", null, null, List.of(), now, CA_VALIDITY),
                            null,
                            made);
                    ensure(
                            "server",
                            new Wish(
                                    "Air Messenger Gateway",
                                    null,
                                    KeyPurposeId.id_kp_serverAuth,
                                    hosts(extraNames),
                                    now,
                                    Duration.ofDays(825)),
                            "device-ca",
                            made);
                    ensure(
                            "operator-ca",
                            new Wish("Air operator CA", null, null, List.of(), now, CA_VALIDITY),
                            null,
                            made);
                    ensure(
                            "operator",
                            new Wish(
                                    "operator",
                                    null,
                                    KeyPurposeId.id_kp_clientAuth,
                                    List.of(),
                                    now,
                                    CA_VALIDITY),
                            "operator-ca",
                            made);
                    if (!Files.exists(crl())) {
                        writeCrl();
                        made.add(crl().getFileName().toString());
                    }
                    return made;
                });
    }

    /** Whether {@link #init} has been done. */
    public boolean isReady() {
        return Files.exists(crl());
    }

    /**
     * Issues one more certificate to a device; earlier ones stay valid.
     *
     * @param tenant stands in the certificate for people to see; may be null
     * @param validity one minute to ten years
     * @param folder where the three files go; made if missing (0700)
     */
    public Issued issue(String id, String tenant, Duration validity, Path folder) {
        requireId(id);
        if (validity.compareTo(Duration.ofMinutes(1)) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new ControlException(
                    Kind.INVALID,
                    "AIR-6113 the validity of a certificate must be 1 minute to 3650 days but was "
                            + validity);
        }
        return keys.locked(
                () -> {
                    Issuer issuer = issuer("device-ca");
                    KeyPair key = Certificates.newKey();
                    X509Certificate certificate =
                            Certificates.sign(
                                    new Wish(
                                            id,
                                            tenant,
                                            KeyPurposeId.id_kp_clientAuth,
                                            List.of(),
                                            clock.instant(),
                                            validity),
                                    key,
                                    issuer);
                    Instant notAfter = certificate.getNotAfter().toInstant();
                    index.issued(certificate.getSerialNumber(), id, notAfter);
                    if (!Files.isDirectory(folder)) {
                        SafeFiles.privateFolder(folder);
                    }
                    Path keyFile = folder.resolve(id + ".key");
                    Path file = folder.resolve(id + ".pem");
                    Path ca = folder.resolve("ca.pem");
                    SafeFiles.writePrivate(
                            keyFile, Pem.block("PRIVATE KEY", key.getPrivate().getEncoded()));
                    SafeFiles.write(file, Pem.block(CERTIFICATE, certificate.getEncoded()));
                    SafeFiles.write(ca, Files.readAllBytes(deviceCa()));
                    return new Issued(
                            certificate.getSerialNumber().toString(16),
                            notAfter,
                            keyFile,
                            file,
                            ca);
                });
    }

    /** Revokes what a device has and issues a new certificate. */
    public Issued reissue(String id, String tenant, Duration validity, Path folder) {
        revoke(id);
        return issue(id, tenant, validity, folder);
    }

    /**
     * Revokes every certificate of a device: durable in the index and in the newly signed list when
     * this returns.
     *
     * @return how many were revoked now; 0 if all were already, or none was issued here
     */
    public int revoke(String id) {
        requireId(id);
        return keys.locked(
                () -> {
                    List<SerialIndex.Entry> fresh =
                            index.read().values().stream()
                                    .filter(entry -> entry.device().equals(id))
                                    .filter(entry -> entry.revoked() == null)
                                    .toList();
                    if (!fresh.isEmpty()) {
                        index.revoked(fresh, clock.instant());
                        writeCrl();
                    }
                    return fresh.size();
                });
    }

    /** Serials of all revoked certificates, with the device of each. */
    public Map<BigInteger, String> revokedSerials() {
        return keys.locked(
                () ->
                        index.read().values().stream()
                                .filter(entry -> entry.revoked() != null)
                                .collect(
                                        Collectors.toUnmodifiableMap(
                                                SerialIndex.Entry::serial,
                                                SerialIndex.Entry::device)));
    }

    /** When the gateway's own certificates end, by name of the file without its ending. */
    public Map<String, Instant> expiries() {
        Map<String, Instant> expiries = new LinkedHashMap<>();
        for (String name : List.of("server", "device-ca", "operator-ca", "operator")) {
            expiries.put(name, Pem.certificate(pem(name)).getNotAfter().toInstant());
        }
        return expiries;
    }

    /** The server's private key, PKCS#8 PEM. */
    public Path serverKey() {
        return keys.file("server.key");
    }

    /** The server's certificate, PEM. */
    public Path serverCertificate() {
        return pem("server");
    }

    /** The CA that devices and the server's certificate are signed by, PEM. */
    public Path deviceCa() {
        return pem("device-ca");
    }

    /** The CA that operators are signed by, PEM. */
    public Path operatorCa() {
        return pem("operator-ca");
    }

    /** The operator's private key, PKCS#8 PEM. */
    public Path operatorKey() {
        return keys.file("operator.key");
    }

    /** The operator's certificate, PEM. */
    public Path operatorCertificate() {
        return pem("operator");
    }

    /** Revoked device certificates: a standard list (RFC 5280, section 5), PEM. */
    public Path crl() {
        return keys.file("device-ca.crl");
    }

    private Path pem(String name) {
        return keys.file(name + ".pem");
    }

    private Issuer issuer(String name) {
        return new Issuer(Pem.certificate(pem(name)), Pem.privateKey(keys.file(name + ".key")));
    }

    /** The certificate is written last: a key without one is a start that did not finish. */
    private void ensure(String name, Wish wish, String issuer, List<String> made)
            throws IOException, GeneralSecurityException {
        Path keyFile = keys.file(name + ".key");
        if (Files.exists(pem(name)) && Files.exists(keyFile)) {
            SafeFiles.keepPrivate(keyFile);
            SafeFiles.keepPrivate(pem(name));
            return;
        }
        KeyPair key = Certificates.newKey();
        X509Certificate certificate =
                Certificates.sign(wish, key, issuer == null ? null : issuer(issuer));
        SafeFiles.writePrivate(keyFile, Pem.block("PRIVATE KEY", key.getPrivate().getEncoded()));
        SafeFiles.writePrivate(pem(name), Pem.block(CERTIFICATE, certificate.getEncoded()));
        made.add(keyFile.getFileName().toString());
        made.add(pem(name).getFileName().toString());
    }

    private void writeCrl() throws IOException, GeneralSecurityException {
        List<SerialIndex.Entry> revoked =
                index.read().values().stream().filter(entry -> entry.revoked() != null).toList();
        byte[] der = Certificates.crl(issuer("device-ca"), revoked, clock.instant());
        SafeFiles.writePrivate(crl(), Pem.block("X509 CRL", der));
    }

    private static List<String> hosts(Collection<String> extraNames) {
        Set<String> hosts = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        for (String name : extraNames) {
            if (!name.matches("[A-Za-z0-9.:*-]{1,253}")) {
                throw new ControlException(
                        Kind.INVALID,
                        "AIR-6114 a name of the server must be a DNS name or an address but was "
                                + Quoted.of(name));
            }
        }
        try {
            String own = InetAddress.getLocalHost().getHostName();
            if (own.matches("[A-Za-z0-9.-]{1,253}")) {
                hosts.add(own);
            }
        } catch (UnknownHostException e) {
            // a host without a name of its own is called by the others
        }
        hosts.addAll(extraNames);
        return List.copyOf(hosts);
    }

    private static void requireId(String id) {
        if (!DeviceIds.isValid(id)) {
            throw new ControlException(
                    Kind.INVALID,
                    "AIR-6008 a device id must match [A-Za-z0-9._:-]{1,128} but was "
                            + Quoted.of(id));
        }
    }
}
