/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

/** Names that belong to this component alone; a message's names are in {@code AirHeaders}. */
public final class AirwebConstants {

    /** The scheme of the component. */
    public static final String SCHEME = "airweb";

    /** Kind of endpoint: takes what devices post (consumer). */
    public static final String KIND_MESSAGES = "messages";

    /** Kind of endpoint: takes what devices send by WebSocket (consumer). */
    public static final String KIND_SOCKETS = "ws";

    /** Word of the WebSocket door in headers, metrics and identities. */
    public static final String DOOR_WEBSOCKET = "websocket";

    /** Word of the HTTP door in headers, metrics and identities. */
    public static final String DOOR_HTTP = "http";

    /** Word of the listener in ports. */
    public static final String LISTENER = "web";

    private AirwebConstants() {}
}
