/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/**
 * A self-signed certificate for this machine's loopback names, valid for a day.
 *
 * @param certificate PEM; trusting it is trusting the function
 * @param key PEM, PKCS #8
 */
public record ThrowawayCertificate(String certificate, String key) {

    private static final Duration VALID = Duration.ofDays(1);

    /** Makes one for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. */
    public static ThrowawayCertificate make() {
        return make("localhost", "127.0.0.1", "::1");
    }

    /**
     * Makes one.
     *
     * @param names DNS names and addresses that it is good for, at least one
     */
    public static ThrowawayCertificate make(String... names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X509CertificateHolder holder = sign(pair, names);
            return new ThrowawayCertificate(
                    pem("CERTIFICATE", holder.getEncoded()),
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("every JDK has P-256 and SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes the certificate, to be given to the sink as {@code caFile}.
     *
     * @return the file
     */
    public Path writeCertificate(Path file) {
        try {
            return Files.writeString(file, certificate, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509CertificateHolder sign(KeyPair pair, String... names)
            throws IOException, OperatorCreationException {
        X500Name subject = new X500Name("CN=" + names[0]);
        Instant now = Instant.now();
        GeneralName[] alternatives = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            boolean address = names[i].contains(":") || names[i].matches("[0-9.]+");
            int kind = address ? GeneralName.iPAddress : GeneralName.dNSName;
            alternatives[i] = new GeneralName(kind, names[i]);
        }
        return new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.valueOf(now.toEpochMilli()),
                        Date.from(now.minus(Duration.ofMinutes(5))),
                        Date.from(now.plus(VALID)),
                        subject,
                        pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(alternatives))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static String pem(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ThrowawayCertificate[]";
    }
}
