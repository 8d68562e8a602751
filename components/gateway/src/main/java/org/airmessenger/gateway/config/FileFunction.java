/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import org.apache.camel.spi.PropertiesFunction;

import java.nio.file.Path;

/**
 * {@code {{file:PATH}}} in routes and parameters.
 *
 * @param home what relative paths start from
 */
public record FileFunction(Path home) implements PropertiesFunction {

    @Override
    public String getName() {
        return "file";
    }

    @Override
    public String apply(String remainder) {
        return new Placeholders(home, System.getenv()).content(remainder);
    }
}
