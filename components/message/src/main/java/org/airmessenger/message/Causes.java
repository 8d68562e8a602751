/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.message;

import java.io.IOException;

/** Why something failed: the innermost cause is where the reason stands. */
public final class Causes {

    private Causes() {}

    /** The innermost cause; the failure itself if it has none. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** Its text; with its kind where the text alone says nothing, as a file's name does. */
    public static String text(Throwable failure) {
        Throwable root = root(failure);
        return root instanceof IOException || root.getMessage() == null
                ? root.toString()
                : root.getMessage().strip();
    }
}
