/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The gateway as a subject: a folder of its own, a JVM of its own. */
package org.airmessenger.bench.gateway;
