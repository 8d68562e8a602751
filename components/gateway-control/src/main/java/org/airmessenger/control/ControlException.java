/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control;

import org.airmessenger.control.files.Problem;

import java.util.List;

/**
 * Something the operator asked for cannot be done. The text is for people and begins with a code.
 */
public final class ControlException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is. */
    public enum Kind {
        /** The request itself is wrong. */
        INVALID,
        /** Who asks has not proven who he is. */
        NOT_AUTHENTICATED,
        /** Who asks is known and not allowed. */
        NOT_ALLOWED,
        /** What is asked for is not there. */
        NOT_FOUND,
        /** It would contradict what is there. */
        CONFLICT,
        /** The files have problems; nothing was changed. */
        UNSOUND,
        /** The gateway, or a part of it, cannot answer now. */
        UNAVAILABLE,
        /** The gateway failed. */
        FAILED
    }

    private final Kind kind;
    private final transient List<Problem> problems;

    /**
     * Refuses.
     *
     * @param text code, rule, actual value, remedy; no secret in it
     */
    public ControlException(Kind kind, String text) {
        this(kind, text, List.of());
    }

    /**
     * Refuses because of problems of files.
     *
     * @param text code, rule, actual value, remedy; no secret in it
     * @param problems all of them
     */
    public ControlException(Kind kind, String text, List<Problem> problems) {
        super(text, null, false, false);
        this.kind = kind;
        this.problems = List.copyOf(problems);
    }

    /** What kind of refusal it is. */
    public Kind kind() {
        return kind;
    }

    /** The code at the beginning of the text, such as {@code AIR-6021}. */
    public String code() {
        return getMessage().substring(0, 8);
    }

    /** Problems of the files; empty if it is not about files. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
