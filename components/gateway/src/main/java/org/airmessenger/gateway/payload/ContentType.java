/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;

import java.io.IOException;
import java.util.Locale;

/** What a declared media type allows: only what the bytes keep is believed. */
public final class ContentType {

    /** What is not declared, or not declared well. */
    public static final String OCTETS = "application/octet-stream";

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_LENGTH = 256;

    private ContentType() {}

    /** The declared type if it can stand in a header, else {@link #OCTETS}. */
    public static String orOctets(Object declared) {
        if (!(declared instanceof String type) || type.isBlank() || type.length() > MAX_LENGTH) {
            return OCTETS;
        }
        for (int i = 0; i < type.length(); i++) {
            if (type.charAt(i) < ' ' || type.charAt(i) > '~') {
                return OCTETS;
            }
        }
        return type.indexOf('/') > 0 ? type : OCTETS;
    }

    /** Whether the type says JSON (RFC 8259, or a {@code +json} suffix) in UTF-8. */
    public static boolean isJson(String type) {
        String essence = essence(type);
        return (essence.equals("application/json")
                        || essence.equals("text/json")
                        || essence.endsWith("+json"))
                && isUtf8(type);
    }

    /** Whether the type says plain text in UTF-8. */
    public static boolean isText(String type) {
        return essence(type).startsWith("text/") && isUtf8(type);
    }

    /** Whether the bytes are exactly one well-formed JSON value in UTF-8. */
    public static boolean isOneJsonValue(byte[] body) {
        // a zero byte would let the parser guess UTF-16; a mark at the start cannot stand inside
        for (byte b : body) {
            if (b == 0) {
                return false;
            }
        }
        if (body.length == 0 || body[0] == (byte) 0xEF || !Utf8.isValid(body)) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static String essence(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static boolean isUtf8(String type) {
        String lower = type.toLowerCase(Locale.ROOT).replace("\"", "").replace(" ", "");
        int at = lower.indexOf(";charset=");
        if (at < 0) {
            return true;
        }
        String charset = lower.substring(at + ";charset=".length());
        return charset.startsWith("utf-8") || charset.startsWith("us-ascii");
    }
}
