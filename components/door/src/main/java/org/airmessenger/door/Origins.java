/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which web pages may open a WebSocket (RFC 6455, 10.2). A browser says whose page asks; a page of
 * somebody else's must not use its visitor. What is no browser says nothing, and is let through.
 */
public final class Origins {

    private static final String ANY = "*";

    private final Set<String> admitted;

    private Origins(Set<String> admitted) {
        this.admitted = admitted;
    }

    /**
     * Those of the gateway's own host, and these.
     *
     * @param list such as {@code https://ops.example}, separated by commas; {@code *} admits every
     *     page; may be empty
     */
    public static Origins of(String list) {
        Set<String> admitted = new HashSet<>();
        for (String origin : list.split(",")) {
            if (!origin.isBlank()) {
                admitted.add(origin.strip());
            }
        }
        return new Origins(admitted);
    }

    /**
     * Whether a request is let through.
     *
     * @param origins the values of its header {@code Origin}
     * @param host the value of its header {@code Host}
     */
    public boolean admits(List<String> origins, String host) {
        return origins.isEmpty()
                || admitted.contains(ANY)
                || origins.size() == 1
                        && (admitted.contains(origins.get(0)) || isOf(host, origins.get(0)));
    }

    private static boolean isOf(String host, String origin) {
        String named = hostOf(origin);
        return named != null && named.equalsIgnoreCase(hostOf("https://" + host));
    }

    private static String hostOf(String uri) {
        try {
            return URI.create(uri).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
