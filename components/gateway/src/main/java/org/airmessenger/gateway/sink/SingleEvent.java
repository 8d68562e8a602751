/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.ContentType;
import org.airmessenger.gateway.payload.EventAttributes;
import org.airmessenger.message.AirHeaders;

import io.vertx.core.MultiMap;
import org.apache.camel.Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One message in CloudEvents binary mode (HTTP binding, section 3.1): the attributes are {@code
 * ce-} headers, the body is the content, untouched; our own names of headers stand beside them.
 */
final class SingleEvent {

    private static final Pattern CODING = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}");
    private static final int MOST_HEADER_BYTES = 7 * 1024;
    private static final int HEADER_EXTRA = 4;
    private static final String HEX = "0123456789ABCDEF";

    private SingleEvent() {}

    /**
     * Adds the headers.
     *
     * @param nowMillis epoch milliseconds, for the time that is left
     */
    static void headers(Message message, MultiMap headers, long nowMillis) throws IOException {
        EventAttributes.write(message, new Headers(headers));
        headers.set(
                "Content-Type", ContentType.orOctets(message.getHeader(AirHeaders.CONTENT_TYPE)));
        headers.set("Air-Id", encode(EventAttributes.id(message)));
        Object priority = message.getHeader(AirHeaders.PRIORITY);
        headers.set("Air-Priority", String.valueOf(EventAttributes.priority(priority)));
        if (message.getHeader(AirHeaders.EXPIRY) instanceof Long expiry) {
            long left = Math.max(0, (expiry - nowMillis + 999) / 1000);
            headers.set("Air-Expires-In", String.valueOf(left));
        }
        set(headers, "Air-Key-Id", message.getHeader(AirHeaders.KEY_ID));
        set(headers, "Air-Reply-To", message.getHeader(AirHeaders.REPLY_TO));
        set(headers, "Air-Correlation", EventAttributes.correlation(message));
        set(headers, "traceparent", EventAttributes.trace(message));
        String coding = coding(message);
        if (coding != null) {
            headers.set("Content-Encoding", coding);
        }
    }

    /** Whether a server may refuse so many bytes of headers. */
    static boolean isTooLarge(MultiMap headers) {
        int bytes = 0;
        for (Map.Entry<String, String> header : headers) {
            bytes += header.getKey().length() + header.getValue().length() + HEADER_EXTRA;
        }
        return bytes > MOST_HEADER_BYTES;
    }

    /** How the device coded the body, if that can stand in a header; else null. */
    static String coding(Message message) {
        Object coding = message.getHeader(AirHeaders.CONTENT_ENCODING);
        return coding instanceof String text && CODING.matcher(text).matches() ? text : null;
    }

    /** Percent-encodes as the HTTP binding, section 3.1.3.2, says; so no header can be forged. */
    static String encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!plain(value.charAt(i))) {
                return encodeBytes(value.getBytes(StandardCharsets.UTF_8));
            }
        }
        return value;
    }

    private static String encodeBytes(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            if (b > 0 && plain((char) b)) {
                out.append((char) b);
            } else {
                out.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
            }
        }
        return out.toString();
    }

    private static boolean plain(char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '%';
    }

    private static void set(MultiMap headers, String name, Object value) {
        if (value != null) {
            headers.set(name, encode(value.toString()));
        }
    }

    private record Headers(MultiMap headers) implements EventAttributes.Target {
        @Override
        public void text(String name, String value) {
            headers.set("ce-" + name, encode(value));
        }

        @Override
        public void number(String name, int value) {
            headers.set("ce-" + name, String.valueOf(value));
        }
    }
}
