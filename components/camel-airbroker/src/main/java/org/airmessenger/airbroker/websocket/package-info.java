/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * MQTT over WebSocket (MQTT 5.0, 6): from the HTTP request that asks for it to the bytes inside its
 * frames. Knows neither MQTT's packets nor the door.
 */
package org.airmessenger.airbroker.websocket;
