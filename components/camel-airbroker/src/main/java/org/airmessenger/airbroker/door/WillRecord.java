/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Proof;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A will as it lies on disk, and in memory:
 *
 * <pre>
 * byte 1 (version) | identity | long delay | long due | byte qos | boolean retain | int format
 *   | boolean id given | int n, headers | int n, user properties | int n, body
 * identity: text device, tenant, policy, door, proof, key | long until | int n, text scope
 * header: text name | byte type | value · 1 text · 2 int · 3 long · 4 int n, bytes
 * text: int n (-1: none), UTF-8
 * </pre>
 *
 * @param identity who left it
 * @param delaySeconds from the end of the connection on (MQTT 5.0, 3.1.3.2.2)
 * @param due when it is to be sent, epoch milliseconds; 0 while its device is here
 * @param message what is sent
 */
record WillRecord(Identity identity, long delaySeconds, long due, Inbound message) {

    private static final int VERSION = 1;
    private static final int TEXT = 1;
    private static final int INT = 2;
    private static final int LONG = 3;
    private static final int BYTES = 4;
    private static final int NO_FORMAT = -1;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + message.payload.length);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, identity);
            out.writeLong(delaySeconds);
            out.writeLong(due);
            out.writeByte(message.qos);
            out.writeBoolean(message.extras().retain());
            Integer format = message.extras().payloadFormat();
            out.writeInt(format == null ? NO_FORMAT : format);
            out.writeBoolean(message.idGiven);
            out.writeInt(message.headers.size());
            for (Map.Entry<String, Object> header : message.headers.entrySet()) {
                write(out, header.getKey());
                write(out, header.getValue());
            }
            write(out, message.extras().userProperties());
            out.writeInt(message.payload.length);
            out.write(message.payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static WillRecord decode(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            in.readByte();
            Identity identity = readIdentity(in);
            long delay = in.readLong();
            long due = in.readLong();
            int qos = in.readByte();
            boolean retain = in.readBoolean();
            int format = in.readInt();
            boolean idGiven = in.readBoolean();
            Map<String, Object> headers = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                headers.put(readText(in), readValue(in));
            }
            List<String> user = readTexts(in);
            byte[] body = in.readNBytes(in.readInt());
            Inbound message = new Inbound(qos, 0, body, headers, idGiven);
            message.extras(new Extras(retain, format == NO_FORMAT ? null : format, user));
            return new WillRecord(identity, delay, due, message.asWill());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(DataOutputStream out, Identity identity) throws IOException {
        write(out, identity.device());
        write(out, identity.tenant());
        write(out, identity.policy());
        write(out, identity.door());
        write(out, identity.proof().id());
        write(out, identity.proof().key());
        out.writeLong(identity.until());
        write(out, identity.scope());
    }

    private static Identity readIdentity(DataInputStream in) throws IOException {
        String device = readText(in);
        String tenant = readText(in);
        String policy = readText(in);
        String door = readText(in);
        Proof proof = new Proof(readText(in), readText(in), in.readLong(), readTexts(in));
        return new Identity(device, tenant, policy, door, proof);
    }

    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            write(out, text);
        }
    }

    private static List<String> readTexts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(readText(in));
        }
        return texts;
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void write(DataOutputStream out, Object value) throws IOException {
        if (value instanceof Integer number) {
            out.writeByte(INT);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            out.writeByte(TEXT);
            write(out, value.toString());
        }
    }

    private static Object readValue(DataInputStream in) throws IOException {
        return switch (in.readByte()) {
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case BYTES -> in.readNBytes(in.readInt());
            default -> readText(in);
        };
    }

    /** The same, to be sent at another time. */
    WillRecord dueAt(long when) {
        return new WillRecord(identity, delaySeconds, when, message);
    }

    /**
     * The message as it is sent now: a will's expiry counts from then (MQTT 5.0, 3.1.3.2.4).
     *
     * @param now epoch milliseconds
     */
    Inbound sentAt(long now) {
        Map<String, Object> headers = new HashMap<>(message.headers);
        Object expiry = headers.get(AirHeaders.EXPIRY);
        Object time = headers.put(AirHeaders.TIME, now);
        if (expiry instanceof Long until && time instanceof Long from) {
            headers.put(AirHeaders.EXPIRY, now + until - from);
        }
        Inbound sent = new Inbound(message.qos, 0, message.payload, headers, message.idGiven);
        sent.extras(message.extras());
        return sent.asWill();
    }
}
