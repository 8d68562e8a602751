/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What reading from another MQTT broker and writing to it have in common; knows no room. */
package org.airmessenger.gateway.mqtt;
