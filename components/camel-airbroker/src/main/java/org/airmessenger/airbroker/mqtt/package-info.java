/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * MQTT on the wire (3.1, 3.1.1 and 5.0), read strictly: sizes first, then every byte against the
 * specification. Knows neither the door nor the broker; what it makes are Netty's messages.
 */
package org.airmessenger.airbroker.mqtt;
