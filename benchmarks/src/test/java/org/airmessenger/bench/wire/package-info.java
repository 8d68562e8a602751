/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The wire protocol beside MQTT: what a message costs the gateway, and the line. */
package org.airmessenger.bench.wire;
