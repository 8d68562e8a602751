/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.last;

import org.airmessenger.airweb.messages.Paths;
import org.airmessenger.airweb.server.BodyReader;
import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.HeaderText;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Resource;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.message.LastValues;
import org.airmessenger.message.LastValues.Last;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;

import java.util.function.Supplier;

/**
 * {@code GET /v1/last/{topic…}}: the last message of a topic that this gateway has kept, as it
 * came, with its age. Whoever may subscribe to the topic may ask; a filter with wildcards is no
 * topic.
 */
public final class LastValue implements Resource {

    private static final String BYTES = "application/octet-stream";

    private final Supplier<LastValues> values;

    /**
     * Asks for them when somebody does.
     *
     * @param values null where nothing is remembered
     */
    public LastValue(Supplier<LastValues> values) {
        this.values = values;
    }

    @Override
    public String allow(String rest) {
        return rest != null && !rest.isEmpty() && values.get() != null ? "GET, HEAD" : null;
    }

    @Override
    public void handle(Call call) {
        Session session = call.identify();
        if (session == null) {
            return;
        }
        try {
            String topic = topicOf(call);
            if (!call.door().identities().maySubscribe(session.identity(), topic)) {
                throw new RefusedException(
                        Refusal.NOT_ALLOWED,
                        "AIR-1226 a policy must let a device subscribe to what it asks for but "
                                + Quoted.of(session.identity().policy())
                                + " does not with "
                                + Quoted.of(topic)
                                + "; add it to its subscribe");
            }
            answer(call, topic);
        } catch (RefusedException e) {
            call.refuse(e);
        }
    }

    private static String topicOf(Call call) {
        String topic = Paths.decoded(call.rest());
        String problem = Topics.problemOfName(topic);
        if (problem == null && Topics.isReserved(topic)) {
            problem = "a topic must not be the gateway's own but was " + Quoted.of(topic);
        }
        if (problem != null) {
            throw new RefusedException(
                    Refusal.MALFORMED, "AIR-1021 " + problem + "; correct the topic");
        }
        return topic;
    }

    private void answer(Call call, String topic) {
        LastValues known = values.get();
        Last last = known == null ? null : known.of(topic);
        if (last == null) {
            call.answer(
                    Problem.of(
                            404,
                            "no-value",
                            "AIR-1225 a last value must be known here but none of "
                                    + Quoted.of(topic)
                                    + " is; ask again when somebody has published"));
            return;
        }
        long bytes = last.body().length;
        if (call.request().method() == HttpMethod.HEAD) {
            head(call, last).putHeader("Content-Length", Long.toString(bytes));
            call.end(Buffer.buffer());
            return;
        }
        if (!call.door().budget().tryTake(bytes)) {
            throw BodyReader.full();
        }
        head(call, last);
        // it takes room until the device has read it
        call.end(Buffer.buffer(last.body())).onComplete(sent -> call.door().budget().give(bytes));
    }

    private static HttpServerResponse head(Call call, Last last) {
        long now = System.currentTimeMillis();
        String type = HeaderText.of(last.contentType());
        HttpServerResponse response = call.begin(200, type == null ? BYTES : type);
        // what a device sent is no page of the gateway
        response.putHeader("Content-Security-Policy", "sandbox");
        // RFC 9111, 5.1
        response.putHeader("Age", Long.toString(Math.max(0, (now - last.time()) / 1000)));
        response.putHeader("Air-Time", Long.toString(last.time()));
        if (last.expiry() != 0) {
            long seconds = (last.expiry() - now + 999) / 1000;
            response.putHeader("Air-Expires-In", Long.toString(Math.max(0, seconds)));
        }
        put(response, "Air-Id", last.id());
        put(response, "Content-Encoding", last.contentEncoding());
        put(response, "Air-Key-Id", last.keyId());
        return response;
    }

    private static void put(HttpServerResponse response, String name, String value) {
        String text = HeaderText.of(value);
        if (text != null) {
            response.putHeader(name, text);
        }
    }
}
