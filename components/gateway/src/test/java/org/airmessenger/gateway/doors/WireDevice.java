/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.client.Message;
import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.UserProperty;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The wire protocol by its own Java client. */
final class WireDevice implements Door {

    private static final long MILLIS = 1000;

    private final BlockingQueue<Letter> heard = new LinkedBlockingQueue<>();
    private final AirwireClient client;

    WireDevice(int port, Path certificates, String device) throws Exception {
        client =
                AirwireClient.open(
                        ClientOptions.of(
                                "localhost",
                                port,
                                certificates.resolve(device + ".pem"),
                                certificates.resolve(device + ".key"),
                                certificates.resolve("ca.pem")),
                        message -> heard.add(read(message)));
        client.subscribe("commands/" + device + "/#", 1).get(Doors.PATIENCE, TimeUnit.SECONDS);
    }

    @Override
    public void publish(Letter letter) throws Exception {
        String id = letter.get(Letter.ID);
        Attributes.Builder all =
                Attributes.builder()
                        .with(SendAttributes.idAttribute(id), id)
                        .with(SendAttributes.PRIORITY, Long.valueOf(letter.get(Letter.PRIORITY)))
                        .with(SendAttributes.CONTENT_TYPE, letter.get(Letter.CONTENT_TYPE))
                        .with(SendAttributes.CONTENT_ENCODING, letter.get(Letter.ENCODING))
                        .with(SendAttributes.KEY_ID, letter.get(Letter.KEY_ID))
                        .with(SendAttributes.TRACE, letter.get(Letter.TRACE))
                        .with(SendAttributes.REPLY_TO, letter.get(Letter.REPLY_TO))
                        .with(SendAttributes.CORRELATION, letter.bytes(Letter.CORRELATION));
        Letter.users()
                .forEach(
                        (name, value) ->
                                all.with(SendAttributes.USER, new UserProperty(name, value)));
        client.publish(
                        letter.get(Letter.TOPIC),
                        letter.bytes(Letter.BODY),
                        all.build(),
                        1,
                        Long.parseLong(letter.get(Letter.EXPIRY)) * MILLIS)
                .get(Doors.PATIENCE, TimeUnit.SECONDS);
    }

    private static Letter read(Message message) {
        Attributes its = message.attributes();
        Letter letter =
                new Letter()
                        .with(Letter.TOPIC, message.topic())
                        .body(message.payload())
                        .with(Letter.ID, message.id())
                        .with(Letter.QOS, message.qos())
                        .with(Letter.PRIORITY, its.get(SendAttributes.PRIORITY))
                        .with(Letter.CONTENT_TYPE, its.get(SendAttributes.CONTENT_TYPE))
                        .with(Letter.ENCODING, its.get(SendAttributes.CONTENT_ENCODING))
                        .with(Letter.KEY_ID, its.get(SendAttributes.KEY_ID))
                        .with(Letter.TRACE, its.get(SendAttributes.TRACE))
                        .with(Letter.REPLY_TO, its.get(SendAttributes.REPLY_TO));
        if (its.get(SendAttributes.EXPIRES_IN) != null) {
            letter.expiresIn(its.get(SendAttributes.EXPIRES_IN));
        }
        if (its.get(SendAttributes.CORRELATION) != null) {
            letter.correlation(its.get(SendAttributes.CORRELATION));
        }
        Map<String, String> users = new TreeMap<>();
        its.all(SendAttributes.USER).forEach(one -> users.put(one.name(), one.value()));
        return letter.user(users);
    }

    @Override
    public Letter next() throws Exception {
        return Doors.next(heard);
    }

    @Override
    public void close() {
        client.close();
    }
}
