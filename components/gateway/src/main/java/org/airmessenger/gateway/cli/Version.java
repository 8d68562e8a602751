/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.AirGateway;

import picocli.CommandLine.IVersionProvider;

/** The version, from the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "Air Messenger Gateway "
                    + AirGateway.version()
                    + " (Java "
                    + Runtime.version().feature()
                    + ")"
        };
    }
}
