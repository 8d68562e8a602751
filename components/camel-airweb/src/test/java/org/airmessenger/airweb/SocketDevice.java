/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A device that speaks WebSocket by the JDK's client. */
final class SocketDevice implements WebSocket.Listener, AutoCloseable {

    static final String JSON = "air.v1.json";
    static final String CBOR = "air.v1.cbor";

    private static final CBORFactory CBOR_FACTORY = new CBORFactory();

    /** Why it was closed: code and reason. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long reads;
    WebSocket socket;

    private SocketDevice(long reads) {
        this.reads = reads;
    }

    static SocketDevice open(WebKit kit, String device) throws Exception {
        return open(kit, kit.client(device), JSON, Long.MAX_VALUE);
    }

    /**
     * Opens one.
     *
     * @param reads messages that it reads, then nothing any more
     */
    static SocketDevice open(WebKit kit, HttpClient client, String protocol, long reads)
            throws Exception {
        return open(kit, client.newWebSocketBuilder().subprotocols(protocol), reads);
    }

    static SocketDevice open(WebKit kit, WebSocket.Builder builder, long reads) throws Exception {
        SocketDevice device = new SocketDevice(reads);
        device.socket =
                builder.connectTimeout(WebKit.LIMIT)
                        .buildAsync(URI.create("wss://127.0.0.1:" + kit.port() + "/v1/ws"), device)
                        .get(WebKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
        return device;
    }

    /** Sends a JSON message, its quotes written as apostrophes. */
    SocketDevice send(String message) {
        socket.sendText(message.replace('\'', '"'), true).join();
        return this;
    }

    SocketDevice send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    byte[] nextBytes() throws InterruptedException {
        byte[] next = messages.poll(WebKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came; closed: " + closed.getNow("no"));
        }
        return next;
    }

    String next() throws InterruptedException {
        return new String(nextBytes(), StandardCharsets.UTF_8);
    }

    /** The fields of the next message, which is CBOR; bytes as they are. */
    Map<String, Object> nextCbor() throws Exception {
        return fields(CBOR_FACTORY.createParser(nextBytes()));
    }

    /** The fields of the next message, which is JSON. */
    Map<String, Object> nextFields() throws Exception {
        return fields(new JsonFactory().createParser(nextBytes()));
    }

    private static Map<String, Object> fields(JsonParser parser) throws IOException {
        Map<String, Object> fields = new TreeMap<>();
        try (JsonParser json = parser) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (json.currentToken()) {
                    case VALUE_EMBEDDED_OBJECT -> fields.put(name, json.getBinaryValue());
                    case VALUE_NUMBER_INT -> fields.put(name, json.getLongValue());
                    case VALUE_TRUE, VALUE_FALSE -> fields.put(name, json.getBooleanValue());
                    case START_OBJECT, START_ARRAY -> {
                        json.skipChildren();
                        fields.put(name, null);
                    }
                    default -> fields.put(name, json.getText());
                }
            }
        }
        return fields;
    }

    /** An object in CBOR: names and values in turn. */
    static byte[] cbor(Object... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var json = CBOR_FACTORY.createGenerator(out)) {
            json.writeStartObject();
            for (int i = 0; i < fields.length; i += 2) {
                json.writeFieldName((String) fields[i]);
                if (fields[i + 1] instanceof byte[] binary) {
                    json.writeBinary(binary);
                } else if (fields[i + 1] instanceof int[] array) {
                    json.writeArray(array, 0, array.length);
                } else if (fields[i + 1] instanceof Integer number) {
                    json.writeNumber(number);
                } else {
                    json.writeString((String) fields[i + 1]);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    String closing() throws Exception {
        return closed.get(WebKit.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(reads);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        bytes.writeBytes(part);
        if (last) {
            messages.add(bytes.toByteArray());
            bytes.reset();
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
