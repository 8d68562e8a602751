/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.ControlException;
import org.airmessenger.gateway.config.RefusedStart;

import java.io.IOException;
import java.io.PrintWriter;

/** What a command that failed says, and the code with which the process ends. */
final class Failures {

    private Failures() {}

    /** Tells a failure to people; returns the exit code. */
    static int report(Exception failure, PrintWriter err) {
        if (failure instanceof RefusedStart refused) {
            refused.problems().forEach(err::println);
            return Air.WRONG;
        }
        if (failure instanceof ControlException control && !control.problems().isEmpty()) {
            control.problems().forEach(err::println);
        }
        err.println(text(failure));
        boolean wrong =
                failure instanceof IllegalArgumentException
                        || failure instanceof ControlException control
                                && control.kind() == ControlException.Kind.INVALID;
        return wrong ? Air.WRONG : Air.FAILED;
    }

    /** The text of a failed file access is its name alone. */
    private static String text(Exception failure) {
        String text = failure.getMessage();
        if (failure instanceof IOException && (text == null || !text.startsWith("AIR-"))) {
            return "AIR-9039 a file or connection must be usable but was not: " + failure;
        }
        return text == null ? failure.toString() : text;
    }
}
