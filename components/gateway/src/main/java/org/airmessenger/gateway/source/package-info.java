/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Room 1, the sources that are no door of a device: a timer, a poll, Kafka, another broker. Each
 * makes the same message as a door does, in the name of a device of {@code conf/devices.yaml}, and
 * answers for it: what is refused for good is skipped and counted, anything else comes again.
 */
package org.airmessenger.gateway.source;
