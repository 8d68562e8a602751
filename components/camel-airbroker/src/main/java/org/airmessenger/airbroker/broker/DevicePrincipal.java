/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;

import io.netty.util.AttributeKey;

/**
 * Who is at the other end of a connection, and who decides what he may do. The door sets it on the
 * channel before the broker sees the CONNECT.
 */
public final class DevicePrincipal {

    /** Where the door leaves it. */
    public static final AttributeKey<DevicePrincipal> KEY =
            AttributeKey.valueOf("org.airmessenger.airbroker.device");

    private final Identity identity;
    private final Identities identities;

    /**
     * A device.
     *
     * @param identity proven by the door
     * @param identities who decides
     */
    public DevicePrincipal(Identity identity, Identities identities) {
        this.identity = identity;
        this.identities = identities;
    }

    /** Who it is. */
    public Identity identity() {
        return identity;
    }

    /** Who decides what he may do. */
    public Identities identities() {
        return identities;
    }
}
