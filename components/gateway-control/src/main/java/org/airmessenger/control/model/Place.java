/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.model;

/**
 * Where in a file something stands.
 *
 * @param file name relative to {@code AIR_HOME}, such as {@code conf/rules.yaml}
 * @param line first line, counted from 1
 */
public record Place(String file, int line) {
    @Override
    public String toString() {
        return file + ":" + line;
    }
}
