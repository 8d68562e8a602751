/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Delivery: the routes that empty the lanes, one set per destination. */
package org.airmessenger.gateway.delivery;
