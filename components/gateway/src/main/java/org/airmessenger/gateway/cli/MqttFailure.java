/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.message.Causes;

/** Says why a connection failed: the innermost reason is the one that helps. */
final class MqttFailure {

    private MqttFailure() {}

    static String text(Throwable failure) {
        Throwable root = Causes.root(failure);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
