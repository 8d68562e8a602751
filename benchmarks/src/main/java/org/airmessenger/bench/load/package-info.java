/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * A load generator for MQTT that can prove things: it knows exactly which messages were
 * acknowledged, and its receivers know exactly which arrived, so that lost, doubled and overtaken
 * messages are counted, not estimated. Loopback only; every run is bounded in count and in time.
 */
package org.airmessenger.bench.load;
