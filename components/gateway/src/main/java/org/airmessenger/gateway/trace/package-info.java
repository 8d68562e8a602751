/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * How steps of the rooms tell why they decided as they did, to whoever asks for an explanation. In
 * a running gateway nobody is there to be told, and a step pays one comparison for that.
 */
package org.airmessenger.gateway.trace;
