/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The last values: what the gateway knows of a topic without asking its device. */
package org.airmessenger.airweb.last;
