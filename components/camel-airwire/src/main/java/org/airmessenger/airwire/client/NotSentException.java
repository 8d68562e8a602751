/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.client;

/** A message was not sent, or nobody knows whether it was taken. */
public final class NotSentException extends Exception {

    private static final long serialVersionUID = 1L;

    NotSentException(String text) {
        super(text);
    }
}
