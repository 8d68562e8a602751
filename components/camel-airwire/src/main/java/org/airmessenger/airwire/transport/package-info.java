/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The wire protocol on Netty's channels: bytes, threads and timers for a connection. */
package org.airmessenger.airwire.transport;
