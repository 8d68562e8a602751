/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * Why a message or a connection is refused. Each door translates the cause into its own wire's
 * words in one place; the cause never says more to a stranger than he may know.
 */
public enum Refusal {
    /** The identity is not proven. */
    NOT_AUTHENTICATED("not-authenticated"),
    /** The identity is proven but revoked, or banned for a while. */
    BANNED("banned"),
    /** No policy allows the topic. */
    NOT_ALLOWED("not-allowed"),
    /** Larger than the policy or the listener allows. */
    TOO_LARGE("too-large"),
    /** Over the rate of the device, its tenant or the listener. */
    OVER_RATE("over-rate"),
    /** A lane is full or the disk is low. */
    LANE_FULL("lane-full"),
    /** No rule and no subscriber wants it. */
    NO_RECEIVER("no-receiver"),
    /** Not what the protocol says. */
    MALFORMED("malformed"),
    /** A step of the routes cannot read the content, however right the packet is. */
    UNREADABLE("unreadable"),
    /** The gateway is going down. */
    GOING_DOWN("going-down"),
    /** The gateway failed; the message is not kept. */
    FAILED("failed");

    private final String word;

    Refusal(String word) {
        this.word = word;
    }

    /** The word used in metrics, logs and answers. */
    public String word() {
        return word;
    }
}
