/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.load;

import io.netty.handler.ssl.SslContext;

/** Who the devices are. */
public interface Fleet {

    /** The MQTT client id of a device. */
    String id(int device);

    /** The number in a device's payloads; loads that run at once need different ones. */
    default int number(int device) {
        return device;
    }

    /** The topic a device publishes to. */
    String topic(int device);

    /** How a device secures its connection, or null: plain. */
    SslContext tls(int device);

    /**
     * Devices without TLS.
     *
     * @param prefix of the ids: {@code <prefix><index>}
     * @param topicFormat a format with one {@code %s} for the id, like {@code sensors/%s/temp}
     */
    static Fleet plain(String prefix, String topicFormat) {
        return new Fleet() {
            @Override
            public String id(int device) {
                return prefix + device;
            }

            @Override
            public String topic(int device) {
                return String.format(topicFormat, id(device));
            }

            @Override
            public SslContext tls(int device) {
                return null;
            }
        };
    }
}
