/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * {@code air demo}: the gateway at work, on this machine alone, with throwaway identities. It shows
 * what is promised, and checks it.
 */
package org.airmessenger.gateway.demo;
