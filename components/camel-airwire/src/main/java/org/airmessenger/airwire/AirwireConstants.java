/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

/** Names that belong to this component alone; a message's names are in {@code AirHeaders}. */
public final class AirwireConstants {

    /** The scheme of the component. */
    public static final String SCHEME = "airwire";

    /** Kind of endpoint: takes what devices send (consumer). */
    public static final String KIND_DOOR = "door";

    /** Word of the door in headers, metrics and identities. */
    public static final String DOOR = "wire";

    /** Word of the TLS listener in ports. */
    public static final String LISTENER = "wire";

    /** Word of the plain listener in ports. */
    public static final String PLAIN_LISTENER = "wire-plain";

    /** When a device is to come back to a gateway that goes down, milliseconds. */
    public static final long COME_BACK_MILLIS = 1000;

    private AirwireConstants() {}
}
