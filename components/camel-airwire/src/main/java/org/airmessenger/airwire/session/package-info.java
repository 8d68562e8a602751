/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The state machines of the wire protocol (PROTOCOL.md, 3 to 10): connections, sessions, both
 * directions of one. Knows no sockets, no threads and no clock: bytes come in and go out by {@link
 * org.airmessenger.airwire.session.Output}, the time is a parameter. What belongs to one session is
 * for one thread at a time; callers hold the session's monitor.
 */
package org.airmessenger.airwire.session;
