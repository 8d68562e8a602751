/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.message.Topics;

/**
 * A line's subscription to what is its device's own.
 *
 * @param filter within a filter of its policy that names the device
 * @param qos the most that is wanted, 0 or 1
 */
record OwnFilter(String filter, int qos) {

    private static final OwnFilter[] NONE = {};

    /** The one by which a topic comes, with the highest quality of all that match; null if none. */
    static OwnFilter match(OwnFilter[] filters, String topic) {
        OwnFilter best = null;
        for (OwnFilter each : filters) {
            if ((best == null || best.qos < each.qos) && Topics.contains(each.filter, topic)) {
                best = each;
            }
        }
        return best;
    }

    static OwnFilter[] none() {
        return NONE;
    }

    /** The same with another one, or with that one's quality changed. */
    static OwnFilter[] with(OwnFilter[] filters, OwnFilter next) {
        OwnFilter[] rest = without(filters, next.filter);
        OwnFilter[] more = java.util.Arrays.copyOf(rest, rest.length + 1);
        more[rest.length] = next;
        return more;
    }

    /** The same without one; the same array if it is not there. */
    static OwnFilter[] without(OwnFilter[] filters, String filter) {
        for (int i = 0; i < filters.length; i++) {
            if (filters[i].filter.equals(filter)) {
                OwnFilter[] fewer = new OwnFilter[filters.length - 1];
                System.arraycopy(filters, 0, fewer, 0, i);
                System.arraycopy(filters, i + 1, fewer, i, fewer.length - i);
                return fewer;
            }
        }
        return filters;
    }
}
