/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The operator's way in: a small HTTPS interface on a port of its own, and its client. */
package org.airmessenger.control.api;
