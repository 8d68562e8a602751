/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Real servers that a gateway delivers to or reads from, in processes that can be killed. */
package org.airmessenger.bench.server;
