/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * A cloud function on this machine, for the demo, tests and benchmarks: takes CloudEvents over
 * HTTPS and HTTP/2, checks signatures, counts, and misbehaves as told.
 */
package org.airmessenger.gateway.demo.function;
