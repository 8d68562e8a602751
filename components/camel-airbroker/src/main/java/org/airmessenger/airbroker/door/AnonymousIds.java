/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Ids;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Device ids of devices that prove nothing. Their client ids may be any text (MQTT 5.0, 3.1.3.1),
 * or none; a device id may not. It is a name and no more: whoever says it, has it.
 */
final class AnonymousIds {

    private static final int CUT = 80;

    private AnonymousIds() {}

    /** The client id itself if it is a device id; otherwise one that is as good as its own. */
    static String of(String clientId) {
        if (DeviceIds.isValid(clientId)) {
            return clientId;
        }
        byte[] bytes = clientId.getBytes(StandardCharsets.UTF_8);
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < bytes.length && id.length() < CUT; i++) {
            char c = (char) (bytes[i] & 0xFF);
            if (DeviceIds.isValid(String.valueOf(c))) {
                id.append(c);
            } else {
                id.append(':').append(HexFormat.of().toHexDigits(bytes[i]));
            }
        }
        // by the name alone two client ids could be taken for one
        return id.append(':').append(digest(bytes)).toString();
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** One that nobody has. */
    static String next() {
        return "anonymous-" + Ids.next(System.currentTimeMillis());
    }
}
