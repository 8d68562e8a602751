/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */

/**
 * The sink room: everything that knows someone else's wire. Here the HTTP sink: one message or one
 * batch becomes one request, one answer becomes one verdict.
 */
package org.airmessenger.gateway.sink;
