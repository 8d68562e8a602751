/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The benchmarks: the whole gateway beside the bare broker that it stands in, alternating. */
package org.airmessenger.bench;
