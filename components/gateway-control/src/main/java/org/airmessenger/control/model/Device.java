/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

/**
 * A device that may connect.
 *
 * @param id device id, {@code [A-Za-z0-9._:-]{1,128}}
 * @param policy name of its policy
 * @param tenant tenant, or null
 * @param revoked no longer allowed in, whatever it shows
 * @param place where it stands
 */
public record Device(String id, String policy, String tenant, boolean revoked, Place place) {}
