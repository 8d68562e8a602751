/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Child JVMs: how they are started, watched, killed, and what they cost. */
package org.airmessenger.bench.jvm;
