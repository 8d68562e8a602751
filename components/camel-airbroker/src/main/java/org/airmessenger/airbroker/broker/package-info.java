/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The embedded broker: its journal, its disk, who may do what in it, and its listeners. */
package org.airmessenger.airbroker.broker;
