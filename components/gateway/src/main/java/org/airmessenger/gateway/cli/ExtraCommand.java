/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

/**
 * A command that another module brings: a class annotated as a picocli command, with a public
 * constructor without parameters, named in {@code META-INF/services} under this interface. It best
 * extends {@link BaseCommand}.
 */
public interface ExtraCommand {}
