/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

/** The class of a message, and so the lane it waits in. Independent of the quality of service. */
public enum LaneClass {
    /** Priority 7–9: never waits behind another class. */
    URGENT("urgent", 16),
    /** Priority 3–6, the default. */
    NORMAL("normal", 4),
    /** Priority 0–2. */
    BULK("bulk", 1);

    /** Priority of a message for which neither a rule nor the device asked another. */
    public static final int DEFAULT_PRIORITY = 4;

    private final String word;
    private final int weight;

    LaneClass(String word, int weight) {
        this.word = word;
        this.weight = weight;
    }

    /** The word used in lane names, metrics and configuration. */
    public String word() {
        return word;
    }

    /** Share of the deliveries while all classes wait (16 : 4 : 1). */
    public int weight() {
        return weight;
    }

    /**
     * The class of a priority.
     *
     * @param priority 0–9
     * @throws IllegalArgumentException if the priority is outside 0–9
     */
    public static LaneClass of(int priority) {
        if (priority < 0 || priority > 9) {
            throw new IllegalArgumentException("priority must be 0–9 but was " + priority);
        }
        return priority >= 7 ? URGENT : priority >= 3 ? NORMAL : BULK;
    }
}
