/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** HTTP/2, server-sent events and WebSocket for devices as a Camel component. */
package org.airmessenger.airweb;
