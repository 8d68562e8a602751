/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The listener: sockets, TLS, connections, who is at the other end, and which resource answers. It
 * knows nothing of what a resource does.
 */
package org.airmessenger.airweb.server;
