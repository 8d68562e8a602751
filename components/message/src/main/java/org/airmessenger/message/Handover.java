/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/**
 * Whoever takes messages and can be replaced by another one without a gap. The other one takes over
 * when it is started; what this one has begun it still ends. Until it is stopped it can take over
 * again.
 */
public interface Handover {

    /** Lets the next one that starts take over; what is never told so defends its place. */
    void letGo();

    /** From now on messages come here. */
    void takeOver();

    /** Whether messages go elsewhere and all that came here has ended. */
    boolean isIdle();
}
