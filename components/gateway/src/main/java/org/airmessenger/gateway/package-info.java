/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The gateway as one process: its start, its stop, and the order of both. */
package org.airmessenger.gateway;
