/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The command line. */
package org.airmessenger.gateway.cli;
