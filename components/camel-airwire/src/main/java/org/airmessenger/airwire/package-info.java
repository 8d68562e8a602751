/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The wire protocol as a Camel component: {@code airwire:door} takes in what devices and other
 * gateways send, {@code airwire:host:port} sends to another gateway.
 */
package org.airmessenger.airwire;
