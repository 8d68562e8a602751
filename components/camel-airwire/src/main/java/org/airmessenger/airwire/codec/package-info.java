/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Frames of the wire protocol, to and from bytes: PROTOCOL.md. Knows no sockets, no sessions, no
 * routes. Values are immutable and own their bytes; nothing here counts references.
 */
package org.airmessenger.airwire.codec;
