/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The MQTT door: one handler in front of the broker's own MQTT handler in every connection. It
 * proves who is there, makes one exchange of every PUBLISH, and acknowledges when it is kept.
 */
package org.airmessenger.airbroker.door;
