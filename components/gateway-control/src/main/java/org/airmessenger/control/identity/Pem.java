/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Keys and certificates as PEM files (RFC 7468). */
public final class Pem {

    private static final Base64.Encoder LINES =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    /** One PEM block. */
    static byte[] block(String label, byte[] der) {
        return ("-----BEGIN "
                        + label
                        + "-----\n"
                        + LINES.encodeToString(der)
                        + "\n-----END "
                        + label
                        + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The first certificate of a file.
     *
     * @throws ControlException if the file is missing or holds none
     */
    public static X509Certificate certificate(Path file) {
        try {
            return parsed(Files.readAllBytes(file));
        } catch (IOException | GeneralSecurityException e) {
            throw broken(file, "a certificate", e);
        }
    }

    /**
     * All certificates of a file, in their order.
     *
     * @throws ControlException if the file is missing or holds none
     */
    public static List<X509Certificate> certificates(Path file) {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            List<X509Certificate> all = new ArrayList<>();
            for (Certificate one :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) one);
            }
            if (all.isEmpty()) {
                throw new GeneralSecurityException("there is none");
            }
            return all;
        } catch (IOException | GeneralSecurityException e) {
            throw broken(file, "a certificate", e);
        }
    }

    /**
     * The first certificate of a text.
     *
     * @throws ControlException INVALID if it holds none
     */
    public static X509Certificate certificate(String text) {
        try {
            return parsed(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new ControlException(
                    Kind.INVALID,
                    "AIR-6167 a token must be bound to a certificate in PEM but the text holds"
                            + " none; give it the device's .pem");
        }
    }

    private static X509Certificate parsed(byte[] text) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(text));
    }

    /**
     * The EC private key of a PKCS#8 file.
     *
     * @throws ControlException if the file is missing or holds none
     */
    public static PrivateKey privateKey(Path file) {
        return privateKey(file, "EC");
    }

    /**
     * The private key of a PKCS#8 file.
     *
     * @param algorithm that of the certificate's public key
     * @throws ControlException if the file is missing or holds none
     */
    public static PrivateKey privateKey(Path file, String algorithm) {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            String body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            byte[] der = Base64.getDecoder().decode(body);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw broken(file, "a private key", e);
        }
    }

    private static ControlException broken(Path file, String what, Exception e) {
        return new ControlException(
                Kind.FAILED,
                "AIR-6110 "
                        + file.getFileName()
                        + " must hold "
                        + what
                        + " but could not be read ("
                        + e.getClass().getSimpleName()
                        + "); run air init, or check its owner");
    }
}
