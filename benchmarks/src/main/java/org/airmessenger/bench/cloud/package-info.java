/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The other end of the gateway: a function that takes CloudEvents and counts them exactly. */
package org.airmessenger.bench.cloud;
