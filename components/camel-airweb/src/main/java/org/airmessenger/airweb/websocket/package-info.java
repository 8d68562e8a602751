/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The WebSocket door (RFC 6455): from the request that asks for one to the messages in its frames,
 * and commands down. The listener is another package's; what a message is, a third one's.
 */
package org.airmessenger.airweb.websocket;
