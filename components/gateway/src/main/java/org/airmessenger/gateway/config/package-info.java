/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Configuration: every key specified once, read from file, environment and command line. */
package org.airmessenger.gateway.config;
