/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.server;

import org.airmessenger.message.Refusal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Problem details (RFC 9457) with the gateway's code: the one place that knows which refusal is
 * which number of HTTP.
 */
public final class Problem {

    /** Media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();
    private static final String TYPE = "tag:airmessenger.org,2026:problem:";
    private static final int CODE_LENGTH = 8;
    private static final long SHORTLY_SECONDS = 1;
    private static final long GOING_DOWN_SECONDS = 5;

    private final int status;
    private final String word;
    private final String text;
    private final long retryAfterSeconds;

    private Problem(int status, String word, String text, long retryAfterSeconds) {
        this.status = status;
        this.word = word;
        this.text = text;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /**
     * A refusal.
     *
     * @param text begins with the code
     * @param retryAfterMillis when trying again makes sense; 0 if that is not known
     */
    public static Problem of(Refusal refusal, String text, long retryAfterMillis) {
        return new Problem(
                status(refusal), refusal.word(), text, seconds(refusal, retryAfterMillis));
    }

    /** What HTTP itself does not allow; {@code text} begins with the code. */
    public static Problem of(int status, String word, String text) {
        return new Problem(status, word, text, 0);
    }

    /** The status of a refusal. */
    public static int status(Refusal refusal) {
        return switch (refusal) {
            case NOT_AUTHENTICATED -> 401;
            case BANNED, NOT_ALLOWED -> 403;
            case TOO_LARGE -> 413;
            case OVER_RATE -> 429;
            case LANE_FULL, GOING_DOWN -> 503;
            case NO_RECEIVER -> 404;
            case MALFORMED -> 400;
            case UNREADABLE -> 422;
            case FAILED -> 500;
        };
    }

    private static long seconds(Refusal refusal, long millis) {
        if (millis > 0) {
            return Math.max(1, TimeUnit.MILLISECONDS.toSeconds(millis + 999));
        }
        return switch (refusal) {
            case OVER_RATE, LANE_FULL -> SHORTLY_SECONDS;
            case GOING_DOWN -> GOING_DOWN_SECONDS;
            default -> 0;
        };
    }

    /** The status of HTTP. */
    public int status() {
        return status;
    }

    /** When trying again makes sense, in seconds; 0 if that is not known. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** As a body; {@code instance} is the path that was asked. */
    public byte[] body(String instance) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("status", status);
            writeRest(json);
            json.writeStringField("instance", instance);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** All of it but the status into an object that is open. */
    public void writeRest(JsonGenerator json) throws IOException {
        json.writeStringField("type", TYPE + word);
        json.writeStringField("title", title());
        json.writeStringField("code", text.substring(0, CODE_LENGTH));
        json.writeStringField("detail", text.substring(CODE_LENGTH + 1));
        if (retryAfterSeconds > 0) {
            json.writeNumberField("retryAfter", retryAfterSeconds);
        }
    }

    private String title() {
        return switch (word) {
            case "not-authenticated" -> "The device is not known";
            case "banned" -> "The device is kept out";
            case "not-allowed" -> "The device may not do that";
            case "too-large" -> "It is too large";
            case "over-rate" -> "The device sends too fast";
            case "lane-full" -> "There is no room now";
            case "no-receiver" -> "Nobody wants it";
            case "malformed" -> "It is not what it must be";
            case "going-down" -> "The gateway is going down";
            case "busy" -> "The gateway is busy";
            case "no-value" -> "No last value is known";
            case "not-found" -> "There is nothing here";
            case "method" -> "The method is not allowed here";
            case "upgrade" -> "A WebSocket is to be asked for";
            case "too-slow" -> "It took too long";
            case "media-type" -> "The media type is not taken here";
            default -> "The gateway failed";
        };
    }
}
