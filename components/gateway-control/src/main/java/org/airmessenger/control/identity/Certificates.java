/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;

/** Makes keys (EC P-256), certificates (RFC 5280) and revocation lists. */
final class Certificates {

    /** Validity starts this much in the past: clocks of devices are rarely right. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private static final String SIGNATURE = "SHA256withECDSA";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Certificates() {}

    /** Who signs. */
    record Issuer(X509Certificate certificate, PrivateKey key) {}

    /**
     * What a certificate is to say.
     *
     * @param name common name
     * @param organization organisation, or null
     * @param purpose what it is for; null makes a CA
     * @param hosts alternative names: DNS names and addresses
     */
    record Wish(
            String name,
            String organization,
            KeyPurposeId purpose,
            List<String> hosts,
            Instant now,
            Duration validity) {}

    static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    /** Signs a certificate; without an issuer it signs itself. */
    static X509Certificate sign(Wish wish, KeyPair subject, Issuer issuer)
            throws GeneralSecurityException, IOException {
        X500Name name = name(wish);
        X500Name signer =
                issuer == null
                        ? name
                        : X500Name.getInstance(
                                issuer.certificate.getSubjectX500Principal().getEncoded());
        PublicKey signerKey =
                issuer == null ? subject.getPublic() : issuer.certificate.getPublicKey();
        X509v3CertificateBuilder builder =
                new X509v3CertificateBuilder(
                        signer,
                        new BigInteger(159, RANDOM).setBit(158),
                        Date.from(wish.now.minus(SKEW)),
                        Date.from(wish.now.plus(wish.validity)),
                        name,
                        SubjectPublicKeyInfo.getInstance(subject.getPublic().getEncoded()));
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        boolean isCa = wish.purpose == null;
        builder.addExtension(
                Extension.basicConstraints,
                true,
                isCa ? new BasicConstraints(0) : new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(
                        isCa
                                ? KeyUsage.keyCertSign | KeyUsage.cRLSign
                                : KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                utils.createSubjectKeyIdentifier(subject.getPublic()));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                utils.createAuthorityKeyIdentifier(signerKey));
        if (!isCa) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose));
        }
        if (!wish.hosts.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false, names(wish.hosts));
        }
        PrivateKey key = issuer == null ? subject.getPrivate() : issuer.key;
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
    }

    /** A list of revoked certificates, in DER. */
    static byte[] crl(Issuer issuer, Collection<SerialIndex.Entry> revoked, Instant now)
            throws GeneralSecurityException, IOException {
        X509v2CRLBuilder builder =
                new X509v2CRLBuilder(
                        X500Name.getInstance(
                                issuer.certificate.getSubjectX500Principal().getEncoded()),
                        Date.from(now.minus(SKEW)));
        builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(3650))));
        revoked.forEach(
                entry ->
                        builder.addCRLEntry(
                                entry.serial(),
                                Date.from(entry.revoked()),
                                CRLReason.cessationOfOperation));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(issuer.certificate.getPublicKey()));
        return builder.build(signer(issuer.key)).getEncoded();
    }

    /**
     * The library's own exception stays in here: Java loads what a method catches together with the
     * method's class, and checking the signatures of the library's jars would take a tenth of a
     * gateway's start.
     */
    private static ContentSigner signer(PrivateKey key) throws GeneralSecurityException {
        try {
            return new JcaContentSignerBuilder(SIGNATURE).build(key);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static X500Name name(Wish wish) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        if (wish.organization != null) {
            name.addRDN(BCStyle.O, wish.organization);
        }
        return name.addRDN(BCStyle.CN, wish.name).build();
    }

    private static GeneralNames names(List<String> hosts) {
        return new GeneralNames(
                hosts.stream()
                        .map(
                                host ->
                                        new GeneralName(
                                                isAddress(host)
                                                        ? GeneralName.iPAddress
                                                        : GeneralName.dNSName,
                                                host))
                        .toArray(GeneralName[]::new));
    }

    static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9.]+");
    }
}
