/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.BrokerNames;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

/** Topic filters as they come in SUBSCRIBE, shared ones too (MQTT 5.0, 4.8.2). */
public final class Filters {

    private static final String SHARE = "$share/";

    private Filters() {}

    /** What is wrong with a filter, or null if nothing is. */
    public static String problemOf(String filter) {
        String problem = malformationOf(filter);
        return problem == null ? Topics.problemOfFilter(plain(filter)) : problem;
    }

    /** What makes a text no filter, or null; it may still be one that is not accepted. */
    static String malformationOf(String filter) {
        if (filter != null && filter.startsWith(SHARE)) {
            String group = groupOf(filter);
            if (group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
                return "a shared subscription must be $share/<name>/<filter> but was "
                        + Quoted.of(filter);
            }
        }
        return Topics.problemOfWildcards(plain(filter));
    }

    /** Whether the group of a shared subscription can be named; true if it is not shared. */
    public static boolean hasUsableGroup(String filter) {
        return !filter.startsWith(SHARE) || DeviceIds.isValid(groupOf(filter));
    }

    private static String groupOf(String filter) {
        int slash = filter.indexOf('/', SHARE.length());
        return slash < 0 ? "" : filter.substring(SHARE.length(), slash);
    }

    /** The filter without {@code $share/<name>/}. */
    public static String plain(String filter) {
        if (filter == null || !filter.startsWith(SHARE)) {
            return filter;
        }
        int slash = filter.indexOf('/', SHARE.length());
        return slash < 0 ? "" : filter.substring(slash + 1);
    }

    /** The filter as the broker shall see it, see {@link BrokerNames}. */
    public static String forBroker(String filter) {
        return filter.startsWith(SHARE)
                ? SHARE + BrokerNames.group(groupOf(filter)) + '/' + plain(filter)
                : filter;
    }
}
