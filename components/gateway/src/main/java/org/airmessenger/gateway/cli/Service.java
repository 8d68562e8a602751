/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

/**
 * {@code air run} without an option, as a service or a container starts it: the same command, but
 * nothing is parsed, so the parser of options is not loaded. That is a twentieth of the start.
 */
public final class Service {

    private Service() {}

    /** Runs the gateway of {@code AIR_HOME} and ends the process with the command's exit code. */
    public static void main(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].equals("run")) {
            Air.main(arguments);
            return;
        }
        RunCommand run = new RunCommand();
        int code;
        try {
            code = run.call();
        } catch (Exception e) {
            code = Failures.report(e, run.err());
        }
        System.exit(code);
    }
}
