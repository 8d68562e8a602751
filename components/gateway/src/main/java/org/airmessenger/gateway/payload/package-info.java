/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * What can be done to a body in any room: compress, project, wrap as an event, hold back. A helper
 * of all rooms that knows none of them; each step is one Kamelet {@code air-payload-…-action}.
 */
package org.airmessenger.gateway.payload;
