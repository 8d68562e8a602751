/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * Whether what a token says counts here and now.
 *
 * @param now epoch milliseconds
 */
record TokenJudge(TokenSettings settings, RevokedTokens revoked, long now) {

    Identity judge(
            TokenClaims claims,
            X509Certificate certificate,
            String claimed,
            String door,
            DeviceRegistry devices) {
        names(claims);
        times(claims);
        String device = claims.device();
        if (revoked.has(claims.proof().id(), device, claims.made())) {
            throw new RefusedException(
                    Refusal.BANNED,
                    "AIR-6154 a token must not be revoked but this one of "
                            + device
                            + " is; issue another");
        }
        if (claimed != null && !claimed.equals(device)) {
            throw refused(
                    "AIR-6156 a device must name itself as its token does ("
                            + device
                            + ") but said "
                            + Quoted.of(claimed));
        }
        Identity identity = devices.identify(device, door);
        if (!Objects.equals(claims.tenant(), identity.tenant())) {
            throw refused(
                    "AIR-6157 a token must be for the tenant that "
                            + device
                            + " has but is for another; issue another");
        }
        binding(claims, certificate, door, devices);
        return new Identity(device, identity.tenant(), identity.policy(), door, claims.proof());
    }

    private void names(TokenClaims claims) {
        if (!settings.issuer().equals(claims.issuer())
                || !settings.audience().equals(claims.audience())) {
            throw refused(
                    "AIR-6151 a token must have the issuer and audience of this gateway"
                            + " (air.control.tokens.*) but has others; issue one here");
        }
        if (claims.ends() - claims.issued() > settings.maxTtl().toSeconds()) {
            throw refused(
                    "AIR-6151 a token must be valid for at most "
                            + settings.maxTtl().toSeconds()
                            + "s (air.control.tokens.maxTtl) but is for "
                            + (claims.ends() - claims.issued())
                            + "s; issue one with a shorter --ttl");
        }
    }

    private void times(TokenClaims claims) {
        if (now >= claims.proof().until()) {
            throw refused(
                    "AIR-6152 a token must not have ended but did "
                            + (now - claims.proof().until()) / 1000
                            + " s ago; issue another");
        }
        long begins = Math.max(claims.issued(), claims.begins()) * 1000;
        long ahead = begins - now - settings.clockSkew().toMillis();
        if (ahead > 0) {
            throw refused(
                    "AIR-6153 a token must have begun but does in "
                            + (begins - now) / 1000
                            + " s; are the clocks right?");
        }
    }

    private static void binding(
            TokenClaims claims, X509Certificate certificate, String door, DeviceRegistry devices) {
        if (certificate == null) {
            if (claims.thumbprint() != null) {
                throw refused(
                        "AIR-6155 a token that is bound to a certificate must come with it but came"
                                + " with none; show it");
            }
            return;
        }
        if (claims.thumbprint() != null && !same(claims.thumbprint(), certificate)) {
            throw refused(
                    "AIR-6155 a token that is bound to a certificate must come with it but came"
                            + " with another; show the one it was issued for");
        }
        // the certificate itself must count too, and be the same device's
        devices.prove(certificate, claims.device(), door);
    }

    private static boolean same(String thumbprint, X509Certificate certificate) {
        return MessageDigest.isEqual(
                thumbprint.getBytes(StandardCharsets.US_ASCII),
                TokenIssuer.thumbprint(certificate).getBytes(StandardCharsets.US_ASCII));
    }

    private static RefusedException refused(String text) {
        return new RefusedException(Refusal.NOT_AUTHENTICATED, text);
    }
}
