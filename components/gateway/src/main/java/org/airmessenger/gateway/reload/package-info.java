/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Reload: what stands in {@code routes/}, {@code kamelets/} and {@code conf/} goes live by itself.
 */
package org.airmessenger.gateway.reload;
