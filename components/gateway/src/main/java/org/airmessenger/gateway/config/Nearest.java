/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody probably meant. */
public final class Nearest {

    private static final int MOST_EDITS = 4;

    private Nearest() {}

    /** The name that takes the fewest edits, as a remedy; empty if none is near. */
    public static String remedy(String wrong, Collection<String> names) {
        return names.stream()
                .min(
                        Comparator.comparingInt((String name) -> edits(wrong, name))
                                .thenComparing(name -> name))
                .filter(name -> edits(wrong, name) <= Math.min(MOST_EDITS, wrong.length() / 2))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], above) + 1, diagonal + change);
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
