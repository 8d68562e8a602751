/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Finds what is wrong with files of routes and Kamelets, all of it at once and with lines, without
 * a gateway: by their schemas, by Camel's catalog, and by loading them.
 */
package org.airmessenger.gateway.check;
