/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stored session has on disk (MQTT 5.0, 4.1):
 *
 * <pre>
 * byte 1 (version) | int expiry | long left | int n | n × (UTF filter, byte options, int identifier)
 *                  | int m | m × the same, of those that the door serves itself
 * </pre>
 *
 * <p>The options are those of SUBSCRIBE (MQTT 5.0, 3.8.3.1); an identifier of 0 is none.
 *
 * @param expirySeconds how long it outlives its connection
 * @param leftAt when its connection ended, epoch milliseconds; 0 while there is one
 * @param subscriptions that the broker serves
 * @param own that the door serves: those to the device's own commands
 */
record SessionRecord(
        int expirySeconds, long leftAt, List<Subscription> subscriptions, List<Subscription> own) {

    private static final int VERSION = 1;
    private static final int QOS = 0x03;
    private static final int NO_LOCAL = 0x04;
    private static final int AS_PUBLISHED = 0x08;
    private static final int HANDLING = 4;

    /** One subscription, as the broker knows it. */
    record Subscription(MqttTopicSubscription topic, Integer identifier) {

        private int options() {
            MqttSubscriptionOption option = topic.option();
            return option.qos().value()
                    | (option.isNoLocal() ? NO_LOCAL : 0)
                    | (option.isRetainAsPublished() ? AS_PUBLISHED : 0)
                    | option.retainHandling().value() << HANDLING;
        }

        private static Subscription of(String filter, int options, int identifier) {
            MqttSubscriptionOption option =
                    new MqttSubscriptionOption(
                            MqttQoS.valueOf(options & QOS),
                            (options & NO_LOCAL) != 0,
                            (options & AS_PUBLISHED) != 0,
                            RetainedHandlingPolicy.valueOf(options >> HANDLING));
            return new Subscription(
                    new MqttTopicSubscription(filter, option), identifier == 0 ? null : identifier);
        }
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(expirySeconds);
            out.writeLong(leftAt);
            write(out, subscriptions);
            write(out, own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, List<Subscription> all) throws IOException {
        out.writeInt(all.size());
        for (Subscription subscription : all) {
            out.writeUTF(subscription.topic().topicFilter());
            out.writeByte(subscription.options());
            Integer identifier = subscription.identifier();
            out.writeInt(identifier == null ? 0 : identifier);
        }
    }

    private static List<Subscription> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<Subscription> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Subscription.of(in.readUTF(), in.readByte(), in.readInt()));
        }
        return all;
    }

    static SessionRecord decode(byte[] value) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            in.readByte();
            int expiry = in.readInt();
            long left = in.readLong();
            return new SessionRecord(expiry, left, read(in), read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
