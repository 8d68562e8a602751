/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

/** Topic filters as they come in SUBSCRIBE, shared ones too (MQTT 5.0, 4.8.2). */
final class Filters {

    private static final String SHARE = "$share/";

    private Filters() {}

    /** What is wrong with a filter, or null if nothing is. */
    static String problemOf(String filter) {
        String plain = filter;
        if (filter != null && filter.startsWith(SHARE)) {
            int slash = filter.indexOf('/', SHARE.length());
            String group = slash < 0 ? "" : filter.substring(SHARE.length(), slash);
            if (group.isEmpty() || group.indexOf('+') >= 0 || group.indexOf('#') >= 0) {
                return "a shared subscription must be $share/<name>/<filter> but was "
                        + Quoted.of(filter);
            }
            if (ReservedNames.isReservedOwner(group)) {
                return "the name of a shared subscription must not begin with lane but was "
                        + Quoted.of(group);
            }
            plain = filter.substring(slash + 1);
        }
        return Topics.problemOfFilter(plain);
    }
}
