/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.message.MessageHeaders;

import org.apache.camel.Message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Headers and body of a command, and how they lie on the shelf:
 *
 * <pre>
 * byte 1 (version) | short headers | per header: short n, name | byte type | value | int n, body
 * type 1 text: int n, UTF-8 · 2 int: 4 bytes · 3 long: 8 bytes · 4 bytes: int n, bytes · 5 boolean: 1 byte
 * </pre>
 *
 * @param headers by their names; not to be changed
 * @param body not to be changed
 */
record Content(MessageHeaders headers, byte[] body) {

    private static final int VERSION = 1;
    private static final int TEXT = 1;
    private static final int INT = 2;
    private static final int LONG = 3;
    private static final int BYTES = 4;
    private static final int BOOLEAN = 5;
    private static final int HEADER_BYTES = 400;

    /** What a message says on its way through the routes: only what is the gateway's to tell. */
    static Content of(Message message) {
        MessageHeaders headers = new MessageHeaders();
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getKey().startsWith("Air") && header.getValue() != null) {
                headers.put(header.getKey(), header.getValue());
            }
        }
        return new Content(headers, message.getBody(byte[].class));
    }

    String text(String header) {
        return headers.get(header) instanceof String text ? text : null;
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + HEADER_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(headers.size());
            for (Map.Entry<String, Object> header : headers.entrySet()) {
                byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
                out.writeShort(name.length);
                out.write(name);
                write(out, header.getValue());
            }
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Object value) throws IOException {
        if (value instanceof Integer number) {
            out.writeByte(INT);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof Boolean is) {
            out.writeByte(BOOLEAN);
            out.writeBoolean(is);
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            out.writeInt(bytes.length);
            out.write(bytes);
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            out.writeByte(TEXT);
            out.writeInt(text.length);
            out.write(text);
        }
    }

    static Content decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("version " + version);
            }
            MessageHeaders headers = new MessageHeaders();
            int count = in.readUnsignedShort();
            for (int i = 0; i < count; i++) {
                String name = text(in.readNBytes(in.readUnsignedShort()));
                headers.put(name, value(in));
            }
            return new Content(headers, in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "AIR-1504 a command on the shelf must be readable but was not", e);
        }
    }

    private static Object value(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case TEXT -> text(in.readNBytes(in.readInt()));
            case INT -> in.readInt();
            case LONG -> in.readLong();
            case BYTES -> in.readNBytes(in.readInt());
            case BOOLEAN -> in.readBoolean();
            default -> throw new IOException("type " + type);
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
