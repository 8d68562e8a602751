/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo.function;

/**
 * One message that reached the function.
 *
 * @param id the event's id
 * @param device the device; empty if none
 * @param priority 0–9
 * @param timeMillis when the gateway took it in, epoch milliseconds; 0 unknown
 * @param sequence the number in the member {@code seq} of its JSON data; -1 if there is none
 */
public record Arrival(String id, String device, int priority, long timeMillis, long sequence) {}
