/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.SendAttributes;

/**
 * A message that came down.
 *
 * @param topic its topic
 * @param payload its bytes
 * @param attributes {@link SendAttributes}
 * @param id unique; null at QoS 0 without one
 * @param qos 0 or 1
 */
public record Message(String topic, byte[] payload, Attributes attributes, String id, int qos) {}
