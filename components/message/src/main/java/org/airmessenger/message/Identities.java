/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

/** Who may come in. The doors ask; the control plane answers. Thread-safe and never blocking. */
public interface Identities {

    /**
     * The identity that a certificate proves. The chain is already verified against the device CA;
     * this decides about the device itself.
     *
     * @param certificate the peer's own certificate
     * @param claimed the id that the peer claims (an MQTT client id), or null if it claims none
     * @param door the word of the asking door
     * @throws RefusedException {@link Refusal#NOT_AUTHENTICATED} if the device is unknown or the
     *     claim is another's, {@link Refusal#BANNED} if it is revoked
     */
    Identity prove(X509Certificate certificate, String claimed, String door);

    /**
     * The identity that a bearer token proves. Where the token is bound to a certificate (RFC
     * 8705), the peer must show that one; where it is not and the peer shows one all the same, both
     * must be the same device's.
     *
     * @param token as it came, without {@code Bearer }
     * @param certificate the peer's own certificate, its chain already verified against the device
     *     CA, or null if it showed none
     * @param claimed the id that the peer claims, or null if it claims none
     * @param door the word of the asking door
     * @return with the token's {@link Proof}: its id, key, end and scope
     * @throws RefusedException {@link Refusal#NOT_AUTHENTICATED} if the token proves nothing here
     *     and now, {@link Refusal#BANNED} if token or device is revoked
     */
    Identity bearer(String token, X509Certificate certificate, String claimed, String door);

    /**
     * The identity of an anonymous device on a plain listener (loopback only, switched on by name).
     *
     * @param claimed the id that the peer claims
     * @param door the word of the asking door
     * @throws RefusedException {@link Refusal#NOT_AUTHENTICATED} if that is not allowed
     */
    Identity anonymous(String claimed, String door);

    /**
     * Whether a device may subscribe.
     *
     * @param identity proven at the door
     * @param filter a topic filter, {@code $share/…/} removed
     */
    boolean maySubscribe(Identity identity, String filter);

    /**
     * Whether a device may publish. For what does not pass the guard as a message: wills.
     *
     * @param identity proven at the door
     * @param topic a topic name
     */
    boolean mayPublish(Identity identity, String topic);

    /**
     * Whether a filter is one of a device's <em>own</em>: everything it matches is matched by one
     * filter of its policy's {@code subscribe} that names the device by {@code ${device}}. Says
     * nothing about rights: ask {@link #maySubscribe} too.
     *
     * @param identity proven at the door
     * @param filter a topic filter, {@code $share/…/} removed
     */
    boolean isOwn(Identity identity, String filter);

    /**
     * A device's own filters, as its policy's {@code subscribe} names them, the names filled in;
     * without those that the scope of its proof does not let through.
     *
     * @param identity proven at the door
     */
    List<String> ownFilters(Identity identity);

    /**
     * Whose own topic it is. The cost is the number of own filters of all policies, not of devices.
     *
     * @param topic a topic name
     * @return mostly none or one
     */
    List<Addressee> addressees(String topic);

    /** Whether a device is registered, not revoked, and has own filters. */
    boolean hasOwn(String device);

    /**
     * A device that a topic names.
     *
     * @param device its id
     * @param registered it is known, here or away; otherwise whoever connects anonymously by this
     *     id would be it
     */
    record Addressee(String device, boolean registered) {}

    /**
     * Whether what was proven once still counts: the device is what it was, and neither it nor its
     * proof is revoked. For what outlives its connection, such as a will; whether the proof has
     * ended is not asked.
     */
    boolean holds(Identity identity);

    /**
     * Calls the listener with each revocation from now on. The door ends, within a second, every
     * connection that {@link Revocation#ends}; called on any thread, and must not block.
     */
    void onRevoked(Consumer<Revocation> listener);
}
