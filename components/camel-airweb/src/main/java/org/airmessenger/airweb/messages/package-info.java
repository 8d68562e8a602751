/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What devices post: one message, or many at once, and how they are read and answered. */
package org.airmessenger.airweb.messages;
