/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

/**
 * The names under which the broker knows devices and groups. It finds a subscription's queue by the
 * name {@code <client id>.<filter>} or {@code <group>.<filter>} alone, so neither part before the
 * first dot may contain one, and no group may be called like a device: then no two different
 * subscriptions have one name.
 */
public final class BrokerNames {

    /** No device id contains it. */
    private static final char DOT = '~';

    /** No device id begins with it. */
    private static final char GROUP = '=';

    private BrokerNames() {}

    /** The client id of a device in the broker. */
    public static String clientId(String device) {
        return device.replace('.', DOT);
    }

    /** The device of a client id in the broker. */
    public static String device(String clientId) {
        return clientId.replace(DOT, '.');
    }

    /** Whether a queue is the one of a group. */
    public static boolean isGroupQueue(String queue) {
        return queue.indexOf(GROUP) == 0;
    }

    /** The share name of a group in the broker. */
    public static String group(String name) {
        return GROUP + clientId(name);
    }
}
