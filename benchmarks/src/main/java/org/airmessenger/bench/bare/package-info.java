/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What the gateway is compared with: the same broker without a gateway. */
package org.airmessenger.bench.bare;
