/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.websocket;

import org.airmessenger.door.Origins;

/**
 * Where and for whom there is a WebSocket.
 *
 * @param path the path of the request, without a query
 * @param origins the web pages that are let in
 */
public record WebSocketOptions(String path, Origins origins) {}
