/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Why a message would be taken or refused, and where it would go: the real routes, Kamelets and
 * steps, run apart from the running gateway, so that nothing is taken, counted, written or
 * remembered.
 */
package org.airmessenger.gateway.explain;
