/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

/** How the restricted simple compares. Two numbers compare as numbers, all else as text. */
enum SimpleOperator {
    EQUAL("=="),
    NOT_EQUAL("!="),
    GREATER(">"),
    AT_LEAST(">="),
    LESS("<"),
    AT_MOST("<="),
    CONTAINS("contains"),
    CONTAINS_NOT("!contains"),
    STARTS_WITH("startsWith"),
    ENDS_WITH("endsWith");

    /** A number longer than this is compared as text, so that no body makes parsing expensive. */
    private static final int MAX_NUMBER_CHARACTERS = 32;

    private final String word;

    SimpleOperator(String word) {
        this.word = word;
    }

    static SimpleOperator of(String word) {
        for (SimpleOperator operator : values()) {
            if (operator.word.equals(word)) {
                return operator;
            }
        }
        throw new IllegalArgumentException(word);
    }

    /** Compares; nothing (null) equals only nothing and is neither greater nor less. */
    boolean test(Object left, Object right) {
        if (left == null || right == null) {
            return switch (this) {
                case EQUAL -> left == right;
                case NOT_EQUAL -> left != right;
                case CONTAINS_NOT -> true;
                default -> false;
            };
        }
        String text = text(left);
        String other = text(right);
        return switch (this) {
            case CONTAINS -> text.contains(other);
            case CONTAINS_NOT -> !text.contains(other);
            case STARTS_WITH -> text.startsWith(other);
            case ENDS_WITH -> text.endsWith(other);
            default -> ordered(left, right, text, other);
        };
    }

    private boolean ordered(Object left, Object right, String text, String other) {
        double a = number(left);
        double b = number(right);
        boolean numbers = !Double.isNaN(a) && !Double.isNaN(b);
        int order = numbers ? Double.compare(a, b) : text.compareTo(other);
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
            case LESS -> order < 0;
            default -> order <= 0;
        };
    }

    private static String text(Object value) {
        if (value instanceof Double number && number == number.longValue()) {
            return Long.toString(number.longValue());
        }
        return value.toString();
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        String text = value.toString();
        if (text.isEmpty() || text.length() > MAX_NUMBER_CHARACTERS) {
            return Double.NaN;
        }
        char last = text.charAt(text.length() - 1);
        // Double.parseDouble takes "1d" and "Infinity" too; a device's text is no Java literal
        if (last < '0' || last > '9') {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            return Double.NaN;
        }
    }
}
