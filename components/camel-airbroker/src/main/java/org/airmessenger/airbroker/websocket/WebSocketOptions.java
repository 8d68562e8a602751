/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import java.util.Set;

/**
 * Where and for whom there is a WebSocket.
 *
 * @param path the path of the request, without a query
 * @param origins the origins of web pages that are let in beside the gateway's own host; {@code *}
 *     lets all in
 */
public record WebSocketOptions(String path, Set<String> origins) {

    /** Copies the origins. */
    public WebSocketOptions {
        origins = Set.copyOf(origins);
    }
}
