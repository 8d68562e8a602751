/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * The last message of each topic that this gateway has kept, as far as it remembers: within caps,
 * and over a restart as of the last seconds before it. Bound in Camel's registry as {@value #BEAN};
 * absent where nothing is remembered. Thread-safe and never blocking.
 */
public interface LastValues {

    /** Name of the bean. */
    String BEAN = "airLastValues";

    /** The last message of a topic; null if none is remembered, or it has expired. */
    Last of(String topic);

    /** A message was kept: from now on it is the last of its topic. */
    void remember(Last last);

    /**
     * The last message of a topic. What is null it did not have.
     *
     * @param topic a topic name
     * @param body bytes; not to be changed
     * @param id its {@code AirId}
     * @param time when it was taken in, epoch milliseconds
     * @param expiry when it is worthless, epoch milliseconds; 0 means never
     * @param contentType media type of the body
     * @param contentEncoding how the body is compressed
     * @param keyId the key the body is encrypted with
     */
    record Last(
            String topic,
            byte[] body,
            String id,
            long time,
            long expiry,
            String contentType,
            String contentEncoding,
            String keyId) {

        /** Whether it is worthless. */
        public boolean isExpired(long now) {
            return expiry != 0 && expiry <= now;
        }
    }
}
