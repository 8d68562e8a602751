/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import java.util.Collection;

/** Finds what somebody may have meant. */
public final class Suggestion {

    private Suggestion() {}

    /**
     * A sentence that names the nearest known word, or lists the known ones if none is near.
     *
     * @param word what was written
     * @param known what could have been written
     */
    public static String of(String word, Collection<String> known) {
        String best = nearest(word, known);
        if (best != null) {
            return "did you mean " + best + "?";
        }
        if (known.isEmpty()) {
            return "there is none";
        }
        StringBuilder all = new StringBuilder("known:");
        known.stream().sorted().limit(20).forEach(one -> all.append(' ').append(one));
        return all.append(known.size() > 20 ? " …" : "").toString();
    }

    /** The end of a sentence that names the nearest known word; empty if none is near. */
    public static String remedy(String word, Collection<String> known) {
        String best = nearest(word, known);
        return best == null ? "" : "; did you mean " + best + "?";
    }

    private static String nearest(String word, Collection<String> known) {
        String best = null;
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            int distance = distance(word, candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Edits (insert, delete, replace, case counts nothing) from one word to another. */
    private static int distance(String a, String b, int enough) {
        if (Math.abs(a.length() - b.length()) >= enough || a.length() > 64) {
            return enough;
        }
        int[] before = new int[b.length() + 1];
        int[] now = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                char x = Character.toLowerCase(a.charAt(i - 1));
                int replace = before[j - 1] + (x == Character.toLowerCase(b.charAt(j - 1)) ? 0 : 1);
                now[j] = Math.min(replace, Math.min(before[j], now[j - 1]) + 1);
            }
            int[] swap = before;
            before = now;
            now = swap;
        }
        return before[b.length()];
    }
}
