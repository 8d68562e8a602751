/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.util.Objects;

/**
 * Who a door proved to be at the other end.
 *
 * @param device device id, {@code [A-Za-z0-9._:-]{1,128}}
 * @param tenant tenant, or null
 * @param policy name of the policy that says what the device may do
 * @param door the word of the door that proved it: {@code mqtt}, …
 */
public record Identity(String device, String tenant, String policy, String door) {

    /**
     * Checks the device id.
     *
     * @throws IllegalArgumentException if the device id does not follow {@link DeviceIds}
     */
    public Identity {
        DeviceIds.check(device);
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(door, "door");
    }
}
