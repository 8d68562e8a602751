/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.control.model.Rule;
import org.airmessenger.message.Quoted;

/** A compiled condition on a message. Thread-safe; its cost is bounded by the size of the body. */
@FunctionalInterface
interface Where {

    /** Whether the message fulfils the condition; a message that cannot be read does not. */
    boolean test(MessageView message);

    /** Why a message does not fulfil the condition, as a sentence without its end. */
    default String why(MessageView message) {
        return "its where does not hold";
    }

    /**
     * Compiles a condition.
     *
     * @throws IllegalArgumentException if the language is unknown or the expression is wrong or
     *     uses what is not allowed: what the rule is, the actual expression, the remedy
     */
    static Where compile(Rule.Where where) {
        if (where.expression() == null || where.expression().isBlank()) {
            throw new IllegalArgumentException(
                    "a where must have an expression but had none, write one or remove it");
        }
        return switch (String.valueOf(where.language())) {
            case "jsonpath" -> JsonPathWhere.compile(where.expression());
            case "jq" -> JqWhere.compile(where.expression());
            case "simple" -> SimpleWhere.compile(where.expression());
            default ->
                    throw new IllegalArgumentException(
                            "a where must be in jsonpath, jq or simple but was in "
                                    + Quoted.of(where.language())
                                    + ", use one of these");
        };
    }

    /** The error for an expression that cannot be compiled or is not allowed. */
    static IllegalArgumentException wrong(String language, String expression, String problem) {
        return new IllegalArgumentException(
                "a where must be a valid "
                        + language
                        + " expression but "
                        + Quoted.of(expression)
                        + " "
                        + problem);
    }

    /** The expression with the content of its string literals blanked, to look at its operators. */
    static String withoutStrings(String expression) {
        StringBuilder out = new StringBuilder(expression.length());
        char quote = 0;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (quote == 0) {
                quote = c == '"' || c == '\'' ? c : 0;
                out.append(c);
            } else if (c == '\\') {
                out.append("  ");
                i++;
            } else if (c == quote) {
                quote = 0;
                out.append(c);
            } else {
                out.append(' ');
            }
        }
        return out.toString();
    }
}
