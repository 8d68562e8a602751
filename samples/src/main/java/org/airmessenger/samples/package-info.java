/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * Plays a sample: a throwaway gateway with the sample's YAML, real servers at its far side, devices
 * with certificates of their own, and a comparison with the sample's {@code expect.yaml}.
 */
package org.airmessenger.samples;
