/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The web doors: HTTP/2 beside a bare server, WebSocket beside MQTT, memory when idle. */
package org.airmessenger.bench.web;
