/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.messages.JsonItem;
import org.airmessenger.message.Causes;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Reads what a device says, and does it. Belongs to the event loop. */
final class Inbox {

    private static final Set<String> OWN_FIELDS = Set.of("type", "ref");
    private static final int MOST_UNANSWERED = 32;

    private final SocketDoor door;
    private final Socket socket;
    private final Sends sends;
    private final Deliveries deliveries;
    private int unanswered;

    Inbox(SocketDoor door, Socket socket, Sends sends, Deliveries deliveries) {
        this.door = door;
        this.socket = socket;
        this.sends = sends;
        this.deliveries = deliveries;
    }

    /** A whole message came. */
    void take(byte[] message) {
        Dialect dialect = socket.dialect();
        if (!dialect.isBinary()
                && !ByteBufUtil.isText(Unpooled.wrappedBuffer(message), StandardCharsets.UTF_8)) {
            socket.end(Ending.UNREADABLE, "AIR-1308 a text must be UTF-8 but is not");
            return;
        }
        Envelope envelope = Envelope.UNKNOWN;
        try {
            envelope = Envelope.of(dialect.parser(message));
            take(envelope, message);
        } catch (RefusedException e) {
            door.metrics().message(1, e.refusal(), 0);
            socket.refuse(envelope.ref(), null, e);
        } catch (IOException e) {
            socket.end(Ending.UNREADABLE, notReadable(dialect, e));
        }
    }

    private static String notReadable(Dialect dialect, IOException failure) {
        String where =
                failure instanceof JsonProcessingException json && json.getLocation() != null
                        ? " (at byte " + json.getLocation().getByteOffset() + ")"
                        : "";
        return "AIR-1308 a message must be " + dialect + " but is not" + where;
    }

    private void take(Envelope envelope, byte[] message) throws IOException {
        Type type = Type.of(envelope.type());
        if (type == null) {
            throw Envelope.malformed(
                    "type must be send, ack, nack, subscribe, unsubscribe or ping but was %s; use one of them"
                            .formatted(Quoted.of(envelope.type())));
        }
        JsonParser json = socket.dialect().parser(message);
        if (type == Type.SEND) {
            send(envelope, json, message);
            return;
        }
        Map<String, String> fields = Envelope.fields(json, type.fields());
        switch (type) {
            case ACK -> deliveries.ended(number(envelope), true);
            case NACK -> deliveries.ended(number(envelope), false);
            case SUBSCRIBE -> subscribe(envelope, fields);
            case UNSUBSCRIBE -> unsubscribe(envelope, fields);
            default -> socket.pong(envelope.ref());
        }
    }

    private static Object number(Envelope envelope) {
        if (!(envelope.ref() instanceof Long)) {
            throw Envelope.malformed(
                    "the ref of an %s must be that of a deliver but was none; send it back as it came"
                            .formatted(envelope.type()));
        }
        return envelope.ref();
    }

    private void send(Envelope envelope, JsonParser parser, byte[] message) throws IOException {
        try (JsonParser json = parser) {
            json.nextToken();
            sends.take(
                    JsonItem.readFrame(
                            message,
                            json,
                            socket.dialect().isBinary(),
                            socket.identity(),
                            OWN_FIELDS),
                    envelope.ref());
        }
    }

    private void subscribe(Envelope envelope, Map<String, String> fields) {
        int qos = qos(fields.get("qos"));
        String filter = fields.get("filter");
        List<String> filters = filter == null ? ownFilters() : List.of(filter);
        begin();
        answer(
                envelope,
                deliveries.subscribe(filters, qos),
                granted -> socket.subscribed(envelope.ref(), granted));
    }

    private List<String> ownFilters() {
        Identity identity = socket.identity();
        List<String> own = door.web().identities().ownFilters(identity);
        if (own.isEmpty()) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1222 a policy must name the device in its subscribe but %s does not; name a filter, or add commands/${device}/#"
                            .formatted(Quoted.of(identity.policy())));
        }
        return own;
    }

    private static int qos(String text) {
        if (text == null) {
            return 1;
        }
        if (!text.equals("0") && !text.equals("1")) {
            throw Envelope.malformed(
                    "qos must be 0 or 1 but was " + Quoted.of(text) + "; send one of them");
        }
        return text.charAt(0) - '0';
    }

    private void unsubscribe(Envelope envelope, Map<String, String> fields) {
        String filter = fields.get("filter");
        if (filter == null) {
            throw Envelope.malformed("unsubscribe must have a filter but had none; name it");
        }
        begin();
        answer(envelope, deliveries.unsubscribe(filter), was -> socket.ack(envelope.ref(), null));
    }

    private void begin() {
        if (unanswered >= MOST_UNANSWERED) {
            throw new RefusedException(
                    Refusal.OVER_RATE,
                    "AIR-1314 at most %d subscriptions may wait for their answers but there are more; wait for them"
                            .formatted(MOST_UNANSWERED));
        }
    }

    /** What is done with a result. */
    @FunctionalInterface
    private interface Answer<T> {
        void is(T result);
    }

    private <T> void answer(Envelope envelope, CompletionStage<T> result, Answer<T> answer) {
        unanswered++;
        result.whenComplete(
                (value, failure) ->
                        socket.runOnContext(
                                () -> {
                                    unanswered--;
                                    if (failure == null) {
                                        answer.is(value);
                                    } else {
                                        socket.refuse(envelope.ref(), null, refusal(failure));
                                    }
                                }));
    }

    private static RefusedException refusal(Throwable failure) {
        return Causes.root(failure) instanceof RefusedException refused
                ? refused
                : new RefusedException(
                        Refusal.FAILED,
                        "AIR-1224 a subscription must be served but the broker failed; try again");
    }
}
