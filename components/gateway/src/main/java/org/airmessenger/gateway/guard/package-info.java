/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Room 2, the guard: everything here can say no, and says why. A step reads the identity that the
 * door proved, never a header, and either lets the message through untouched or refuses it.
 */
package org.airmessenger.gateway.guard;
