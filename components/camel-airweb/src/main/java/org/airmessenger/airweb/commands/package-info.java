/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What comes down to devices over HTTP: server-sent events, long polls, acknowledgements. */
package org.airmessenger.airweb.commands;
