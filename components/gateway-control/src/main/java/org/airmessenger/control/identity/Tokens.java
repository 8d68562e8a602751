/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.model.Device;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Identity;
import org.airmessenger.message.PublicKeys;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Revocation;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Short-lived bearer tokens for devices of one gateway: issued, revoked, and judged. Which tokens
 * were issued is remembered nowhere; which are revoked is, until they would have ended anyway.
 * Judging blocks nobody.
 */
public final class Tokens implements PublicKeys {

    /** Name of the bean in Camel's registry. */
    public static final String BEAN = "airTokens";

    /** How long a token is valid if nobody says otherwise. */
    public static final Duration USUAL_TTL = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    private final TokenSettings settings;
    private final Clock clock;
    private final TokenKeys keys;
    private final RevokedTokens revoked;
    private final TokenText text;
    private final TokenMetrics metrics = new TokenMetrics();
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();

    /**
     * What a token is to be.
     *
     * @param ttl whole seconds, 1 s to the longest configured
     * @param scope topic filters to which it confines the device, at most 32; {@code ${device}} and
     *     {@code ${tenant}} stand for the device's own; empty confines nothing
     * @param certificate the device's certificate to which it is bound, or null
     */
    public record Wish(Duration ttl, List<String> scope, X509Certificate certificate) {

        /** Copies the list. */
        public Wish {
            scope = List.copyOf(scope);
        }
    }

    /**
     * A new token.
     *
     * @param token the secret itself
     * @param id by which it can be revoked
     * @param device whose it is
     * @param until when it ends
     * @param scope as it was written into it
     * @param bound whether it counts only beside its certificate
     */
    public record Issued(
            String token,
            String id,
            String device,
            Instant until,
            List<String> scope,
            boolean bound) {

        /** Says nothing of the secret. */
        @Override
        public String toString() {
            return id;
        }
    }

    /**
     * The key that signs.
     *
     * @param id its name
     * @param made when it was made
     * @param verifying how many keys still verify, it included
     */
    public record SigningKey(String id, Instant made, int verifying) {}

    /**
     * For one home.
     *
     * @param home {@code AIR_HOME}
     * @throws ControlException AIR-6160 or AIR-6161 if what it has of keys or revoked tokens cannot
     *     be read
     */
    public Tokens(Path home, TokenSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        KeyFolder folder = new KeyFolder(home);
        keys = new TokenKeys(folder, clock);
        revoked = new RevokedTokens(folder, clock);
        text = new TokenText(keys);
    }

    /** For one home, by the system's clock. */
    public Tokens(Path home, TokenSettings settings) {
        this(home, settings, Clock.systemUTC());
    }

    /** Makes the first signing key if there is none; true if it did. */
    public boolean init() {
        return keys.ensure();
    }

    /** The key that signs; null if there is none yet. */
    public SigningKey signingKey() {
        TokenKeys.Key key = keys.current();
        return key == null ? null : new SigningKey(key.id(), key.made(), keys.all().size());
    }

    /** The public keys as a JSON Web Key set (RFC 7517, 5). */
    public Map<String, Object> publicKeys() {
        return keys.publicSet();
    }

    @Override
    public byte[] jwks() {
        return JSONObjectUtils.toJSONString(publicKeys()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A wished scope as it stands in a token.
     *
     * @param tenant of the device, or null
     * @param wished topic filters, with <code>${device}</code> and <code>${tenant}</code>
     * @throws ControlException AIR-6165 if one is no topic filter
     */
    public static List<String> scope(String device, String tenant, List<String> wished) {
        return TokenIssuer.scope(device, tenant, wished);
    }

    /**
     * Issues a token.
     *
     * @param device as the model in force has it
     * @throws ControlException INVALID if the wish is outside its ranges, CONFLICT if the device is
     *     revoked
     */
    public Issued issue(Device device, Wish wish) {
        Issued issued = new TokenIssuer(settings, clock, keys, revoked, text).issue(device, wish);
        metrics.issued();
        LOG.info(
                "AIR-6170 token {} issued to {} until {}{}",
                issued.id(),
                issued.device(),
                issued.until(),
                issued.bound() ? ", bound to its certificate" : "");
        return issued;
    }

    /**
     * Ends one token and the connections that it proves: durable when this returns.
     *
     * @param id as it was told when the token was issued
     */
    public void revoke(String id) {
        if (!TokenClaims.isId(id)) {
            throw invalid(
                    "AIR-6168 the id of a token must be a UUIDv7 in lower case but was "
                            + Quoted.of(id)
                            + "; it was told when the token was issued, and is its jti");
        }
        revoked.add(id);
        LOG.info("AIR-6171 token {} revoked", id);
        tell(Revocation.ofProof(id));
    }

    /**
     * Ends all tokens of a device that were issued until now, and the connections that they prove:
     * durable when this returns. Its certificates go on.
     */
    public void revokeAll(String device) {
        if (!DeviceIds.isValid(device)) {
            throw invalid(
                    "AIR-6168 a device id must match [A-Za-z0-9._:-]{1,128} but was "
                            + Quoted.of(device));
        }
        revoked.addDevice(device);
        LOG.info("AIR-6171 all tokens of {} revoked", device);
        tellAll(device);
    }

    /**
     * Makes a new key, which signs from now on.
     *
     * @param dropOld false: the old keys verify until the longest token that they may have signed
     *     has ended; true: they verify no more, and the connections that their tokens prove end
     */
    public SigningKey rotate(boolean dropOld) {
        Duration overlap = settings.maxTtl().plus(settings.clockSkew());
        TokenKeys.Rotated rotated = keys.rotate(overlap, dropOld);
        LOG.info(
                "AIR-6172 tokens are signed by the new key {}{}",
                rotated.current().id(),
                dropOld ? "; all tokens before it have ended" : "");
        rotated.dropped().forEach(key -> tell(Revocation.ofKey(key)));
        return signingKey();
    }

    /**
     * Takes keys and revocations as the files say them now, and ends what is new in them.
     *
     * @throws ControlException AIR-6160 or AIR-6161 if one is damaged; what was known goes on
     */
    public void reread() {
        RevokedTokens.Fresh fresh = revoked.reread();
        fresh.tokens().forEach(id -> tell(Revocation.ofProof(id)));
        fresh.devices().forEach(this::tellAll);
        keys.reread().forEach(key -> tell(Revocation.ofKey(key)));
    }

    private void tellAll(String device) {
        keys.all().forEach(key -> tell(new Revocation(device, null, key.id())));
    }

    private void tell(Revocation revocation) {
        listeners.forEach(listener -> listener.accept(revocation));
    }

    void onRevoked(Consumer<Revocation> listener) {
        listeners.add(listener);
    }

    /** Where they are counted from now on. */
    public void measure(MeterRegistry meters) {
        metrics.bind(meters, this);
    }

    int revokedCount() {
        return revoked.size();
    }

    Duration keyAge() {
        TokenKeys.Key key = keys.current();
        return key == null ? Duration.ZERO : Duration.between(key.made(), clock.instant());
    }

    /** Whether neither the token that proved it nor the key of the token was revoked. */
    boolean holds(Identity identity) {
        String id = identity.proof().id();
        return keys.find(identity.proof().key()) != null
                && !revoked.has(id, identity.device(), TokenClaims.made(id));
    }

    /**
     * Judges a token: {@link org.airmessenger.message.Identities#bearer}.
     *
     * @param devices who decides about device and certificate
     */
    Identity prove(
            String token,
            X509Certificate certificate,
            String claimed,
            String door,
            DeviceRegistry devices) {
        try {
            TokenJudge judge = new TokenJudge(settings, revoked, clock.millis());
            return judge.judge(text.read(token), certificate, claimed, door, devices);
        } catch (RefusedException e) {
            metrics.refused(e);
            throw e;
        }
    }

    private static ControlException invalid(String text) {
        return new ControlException(Kind.INVALID, text);
    }
}
