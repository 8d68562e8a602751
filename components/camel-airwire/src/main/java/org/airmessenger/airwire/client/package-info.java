/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** A client of the wire protocol for devices and gateways: no Camel, three libraries. */
package org.airmessenger.airwire.client;
