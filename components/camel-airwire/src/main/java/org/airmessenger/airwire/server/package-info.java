/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The door of the wire protocol: its listeners, and what a device's connection does. */
package org.airmessenger.airwire.server;
