/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Proofs of the promises: each tries to break one, with a gateway in a JVM of its own, and compares
 * message by message what was acknowledged with what arrived.
 */
package org.airmessenger.bench.proof;
