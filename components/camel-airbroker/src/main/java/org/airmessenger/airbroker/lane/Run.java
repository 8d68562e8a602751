/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import java.util.List;

/**
 * Ids that count on: {@code <stem>7}, {@code <stem>8}, {@code <stem>9}.
 *
 * @param stem what they begin with
 * @param first number behind it, in decimal digits without zeros before
 * @param count how many, at least 2
 */
record Run(String stem, long first, int count) {

    /** So many digits are a number for certain. */
    private static final int MOST_DIGITS = 18;

    /** Of ids in their order; null if they do not count on, or are fewer than two. */
    static Run of(List<String> ids) {
        String id = ids.get(0);
        int at = numberAt(id);
        if (ids.size() < 2 || at == id.length()) {
            return null;
        }
        long first = numberOf(id, at);
        for (int i = 1; i < ids.size(); i++) {
            String next = ids.get(i);
            boolean isNext =
                    numberAt(next) == at
                            && at < next.length()
                            && numberOf(next, at) == first + i
                            && next.regionMatches(0, id, 0, at);
            if (!isNext) {
                return null;
            }
        }
        return new Run(id.substring(0, at), first, ids.size());
    }

    /** Where the number of an id begins; its length if it has none. */
    static int numberAt(String id) {
        int at = id.length();
        int least = Math.max(0, at - MOST_DIGITS);
        while (at > least && isDigit(id.charAt(at - 1))) {
            at--;
        }
        // zeros before a number belong to the stem
        while (at < id.length() - 1 && id.charAt(at) == '0') {
            at++;
        }
        return at;
    }

    static long numberOf(String id, int at) {
        return Long.parseLong(id, at, id.length(), 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a number is one of them. */
    boolean has(long number) {
        return number >= first && number - first < count;
    }
}
