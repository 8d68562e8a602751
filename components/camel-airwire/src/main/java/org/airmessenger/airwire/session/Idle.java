/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

/** Is the peer there, and does it know that we are (PROTOCOL.md, 5.8)? */
final class Idle {

    private final long speakAfter;
    private final long giveUpAfter;
    private long lastHeard;

    Idle(int seconds, long now) {
        this.giveUpAfter = seconds * 1500L;
        // early enough to arrive within the time
        this.speakAfter = seconds * 800L;
        this.lastHeard = now;
    }

    void heard(long now) {
        lastHeard = now;
    }

    boolean isSilent(long now) {
        return now - lastHeard >= giveUpAfter;
    }

    boolean mustSpeak(long lastSent, long now) {
        return now - lastSent >= speakAfter;
    }

    long next(long lastSent) {
        return Math.min(lastHeard + giveUpAfter, lastSent + speakAfter);
    }
}
