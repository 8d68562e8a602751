/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Room 3, the lanes: decides where a message waits and how urgent it is. It writes nothing itself;
 * the plan it makes is carried out by the broker as one transaction.
 */
package org.airmessenger.gateway.lanes;
