/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import java.util.Set;

/** What an HTTP status says of messages (RFC 9110, section 15). */
final class Status {

    /** Of the 4xx those that tell of the destination, its keys or its pace, not of the content. */
    private static final Set<Integer> AWAY =
            Set.of(401, 402, 403, 404, 405, 406, 407, 408, 410, 421, 423, 425, 426, 429, 451);

    private Status() {}

    /** 2xx. */
    static boolean isAccepted(int status) {
        return status >= 200 && status < 300;
    }

    /** 3xx: nobody follows it. */
    static boolean isRedirect(int status) {
        return status >= 300 && status < 400;
    }

    /** Whether it is no verdict on the content: 4xx of the destination's own, 5xx, nonsense. */
    static boolean isAway(int status) {
        return status >= 500 || status < 200 || isRedirect(status) || AWAY.contains(status);
    }
}
