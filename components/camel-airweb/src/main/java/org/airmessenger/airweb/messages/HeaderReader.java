/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the headers of a request into those of a message. A request with {@code ce-specversion} is
 * a CloudEvent in binary mode (HTTP protocol binding, 3.1).
 */
final class HeaderReader {

    private static final String USER = "air-user-";
    private static final String EVENT = "ce-";
    private static final String IDENTITY = "identity";

    private final MessageDraft draft;
    private final Map<String, String> event = new HashMap<>();

    private HeaderReader(MessageDraft draft) {
        this.draft = draft;
    }

    /**
     * Reads them all.
     *
     * @return the topic that a CloudEvent named, or null
     * @throws RefusedException if one is not what it must be
     */
    static String read(Call call, MessageDraft draft) {
        HeaderReader reader = new HeaderReader(draft);
        draft.qos(qos(call.header("Air-Qos")));
        for (Map.Entry<String, String> header : call.request().headers()) {
            reader.take(header.getKey(), header.getValue());
        }
        if (reader.event.isEmpty()) {
            return null;
        }
        return CloudEvent.of(reader.event).apply(draft);
    }

    /** Of one message, or of all of a batch that do not say their own. */
    static int qos(String value) {
        if (value == null) {
            return 1;
        }
        if (!value.equals("0") && !value.equals("1")) {
            throw malformed("Air-Qos must be 0 or 1 but was " + Quoted.of(value) + "; send one");
        }
        return value.charAt(0) - '0';
    }

    private void take(String given, String value) {
        String name = given.toLowerCase(Locale.ROOT);
        switch (name) {
            case "air-id" -> draft.id(given, value);
            case "air-priority" -> draft.priority(given, value);
            case "air-expires-in" -> draft.expiresIn(given, value);
            case "content-type" -> draft.contentType(given, utf8(value));
            case "content-encoding" -> {
                if (!value.equalsIgnoreCase(IDENTITY)) {
                    draft.contentEncoding(given, value);
                }
            }
            case "air-key-id" -> draft.keyId(given, value);
            case "traceparent" -> draft.trace(given, value);
            case "air-reply-to" -> draft.replyTo(given, utf8(value));
            case "air-correlation" -> draft.correlation(base64(given, value));
            default -> takeOther(name, value);
        }
    }

    private void takeOther(String name, String value) {
        if (name.startsWith(USER)) {
            draft.user(name.substring(USER.length()), utf8(value));
        } else if (name.startsWith(EVENT)
                && event.put(name.substring(EVENT.length()), percentDecoded(value)) != null) {
            throw malformed("the header " + name + " must come once but came again; send it once");
        }
    }

    static byte[] base64(String name, String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw malformed(
                    name + " must be base64 but was " + Quoted.of(value) + "; encode its bytes");
        }
    }

    /** Headers come as bytes; where those are UTF-8 they are meant so. */
    static String utf8(String latin) {
        for (int i = 0; i < latin.length(); i++) {
            if (latin.charAt(i) > 127) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                            .toString();
                } catch (CharacterCodingException e) {
                    return latin;
                }
            }
        }
        return latin;
    }

    /** HTTP protocol binding for CloudEvents, 3.1.3.2. */
    private static String percentDecoded(String value) {
        return value.indexOf('%') < 0 ? utf8(value) : Paths.decoded(value);
    }

    static RefusedException malformed(String what) {
        return new RefusedException(Refusal.MALFORMED, "AIR-1021 " + what);
    }
}
