/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.airweb.server.BodyReader;
import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Resource;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.airweb.server.WebDoor;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /v1/messages/{topic…}}: one message, or a batch. What is answered with 202 is kept.
 */
public final class PostMessages implements Resource {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int BATCH_DEADLINES = 10;

    @Override
    public String allow(String rest) {
        return "POST";
    }

    @Override
    public void handle(Call call) {
        Session session = call.identify();
        if (session == null) {
            return;
        }
        RefusedException closed = Carrier.closed(call.door());
        if (closed != null) {
            call.refuse(closed);
            return;
        }
        call.door().messages().active().incrementAndGet();
        call.whenOver(() -> call.door().messages().active().decrementAndGet());
        try {
            take(call, session.identity());
        } catch (RefusedException e) {
            refuse(call, e);
        }
    }

    private static void refuse(Call call, RefusedException refused) {
        call.door().metrics().message(1, refused.refusal(), 0);
        call.refuse(refused);
    }

    private void take(Call call, Identity identity) {
        String topic = topicOf(call);
        MediaType type = MediaType.of(call.header("Content-Type"));
        WebDoor door = call.door();
        switch (type) {
            case MESSAGE -> {
                MessageDraft draft = new MessageDraft(identity, System.currentTimeMillis());
                String named = HeaderReader.read(call, draft);
                draft.topic(checked(topic != null ? topic : named));
                BodyReader.read(
                        call,
                        door.options().getMaxBodyBytes(),
                        door.options().getBodyDeadlineMillis(),
                        body -> one(call, draft, body));
            }
            case EVENT ->
                    BodyReader.read(
                            call,
                            door.options().getMaxBodyBytes(),
                            door.options().getBodyDeadlineMillis(),
                            body -> event(call, identity, topic, body));
            case LINES ->
                    LineBatch.read(
                            call, topic, door.options().getBodyDeadlineMillis() * BATCH_DEADLINES);
            default ->
                    BodyReader.read(
                            call,
                            door.options().getMaxBatchBytes(),
                            door.options().getBodyDeadlineMillis() * BATCH_DEADLINES,
                            body -> array(call, type == MediaType.EVENTS, topic, body));
        }
    }

    /** The topic of the path; null if it names none. */
    private static String topicOf(Call call) {
        String rest = call.rest();
        return rest == null || rest.isEmpty() ? null : checked(Paths.decoded(rest));
    }

    private static String checked(String topic) {
        String problem = MessageDraft.problemOfTopic(topic);
        if (problem != null) {
            throw HeaderReader.malformed(problem + "; correct the topic");
        }
        return topic;
    }

    private static void one(Call call, MessageDraft draft, byte[] body) {
        boolean given = draft.isIdGiven();
        carry(call, new WebMessage(body, draft.headers(), given));
    }

    private static void event(Call call, Identity identity, String topic, byte[] body) {
        try (JsonParser json = JsonItem.parser(body)) {
            json.nextToken();
            WebMessage message =
                    JsonItem.read(
                            body,
                            json,
                            true,
                            identity,
                            topic,
                            HeaderReader.qos(call.header("Air-Qos")));
            carry(call, message);
        } catch (RefusedException e) {
            refuse(call, e);
        } catch (IOException e) {
            refuse(call, noJson(e));
        }
    }

    private static void carry(Call call, WebMessage message) {
        new Carrier(call).carry(message, (kept, problem) -> answer(call, kept, problem));
    }

    private static void answer(Call call, WebMessage message, Problem problem) {
        call.response().putHeader("Air-Id", message.id());
        if (problem != null) {
            call.answer(problem);
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", message.id());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        call.answer(202, "application/json", out.toByteArray());
    }

    /** All of it is read before the first item is taken: what is no JSON is refused as a whole. */
    private static void array(Call call, boolean events, String topic, byte[] body) {
        Identity identity = call.session().identity();
        try (JsonParser json = JsonItem.parser(body)) {
            Batch batch = new Batch(call);
            int qos = HeaderReader.qos(call.header("Air-Qos"));
            if (json.nextToken() != JsonToken.START_ARRAY) {
                throw HeaderReader.malformed("a batch must be a JSON array; put it into brackets");
            }
            List<Object> items = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                Batch.checkSize(call, items.size() + 1);
                try {
                    items.add(JsonItem.read(body, json, events, identity, topic, qos));
                } catch (RefusedException e) {
                    items.add(e);
                }
            }
            if (json.nextToken() != null) {
                throw HeaderReader.malformed(
                        "a batch must be one JSON array; send nothing after it");
            }
            for (Object item : items) {
                if (item instanceof WebMessage message) {
                    batch.add(message);
                } else {
                    batch.refuse((RefusedException) item);
                }
            }
            batch.end();
        } catch (RefusedException e) {
            refuse(call, e);
        } catch (IOException e) {
            refuse(call, noJson(e));
        }
    }

    static RefusedException noJson(IOException failure) {
        String where =
                failure instanceof JsonProcessingException json && json.getLocation() != null
                        ? " (line %d, column %d)"
                                .formatted(
                                        json.getLocation().getLineNr(),
                                        json.getLocation().getColumnNr())
                        : "";
        return new RefusedException(
                Refusal.MALFORMED,
                "AIR-1215 the body must be JSON but is not" + where + "; correct it");
    }
}
