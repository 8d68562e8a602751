/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/** How routes run: as Camel runs them, but without what nobody looks at. */
package org.airmessenger.gateway.line;
