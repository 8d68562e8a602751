/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench;

/**
 * One question: how fast is it under these conditions?
 *
 * @param qos 0 or 1
 * @param mutualTls TLS 1.3 with client certificates, else plain
 * @param payloadBytes size of each message
 * @param publishers devices that publish at once
 * @param jdk feature number of the Java that the subject runs on
 */
public record Case(int qos, boolean mutualTls, int payloadBytes, int publishers, String jdk) {

    /** The case in a few words. */
    public String words() {
        return "QoS "
                + qos
                + (mutualTls ? ", mutual TLS, " : ", plain, ")
                + String.format("%,d", payloadBytes)
                + " B, "
                + publishers
                + (publishers == 1 ? " publisher" : " publishers")
                + ", JDK "
                + jdk;
    }
}
