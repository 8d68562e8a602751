/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.down.CommandLine;
import org.airmessenger.airbroker.down.DownlinkRoom;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Downlink.Delivery;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Topics;

import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscriptions of one connection to what is its device's own, served by the door: no queue of
 * the broker stands behind them. Belongs to the event loop, but for {@link #receive}.
 */
final class OwnCommands implements Downlink.Receiver {

    private final Link link;
    private final Identity identity;
    private final Session session;
    private final DownlinkRoom room;
    private final SendWindow window;

    /** By filter; made with the first one. */
    private Map<String, SessionRecord.Subscription> filters = Map.of();

    private CommandLine line;

    /** Packet ids of a former connection of the same session, by command. */
    private Map<Long, Integer> former = Map.of();

    private boolean begun;
    private boolean closed;

    OwnCommands(
            Link link, Identity identity, Session session, DownlinkRoom room, SendWindow window) {
        this.link = link;
        this.identity = identity;
        this.session = session;
        this.room = room;
        this.window = window;
    }

    /** Whether a filter is served here. */
    boolean isOwn(String filter) {
        return room.identities().isOwn(identity, filter);
    }

    boolean has(String filter) {
        return filters.containsKey(filter);
    }

    int count() {
        return filters.size();
    }

    /**
     * Subscribes.
     *
     * @return the quality granted: a command is at most at-least-once, whoever asks for more
     */
    int subscribe(SessionRecord.Subscription own) {
        RetainedHandlingPolicy handling = own.topic().option().retainHandling();
        boolean retained =
                handling == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE
                        || handling == RetainedHandlingPolicy.SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS
                                && !has(own.topic().topicFilter());
        take(own, retained);
        session.own(filters.values());
        return qosOf(own);
    }

    private static int qosOf(SessionRecord.Subscription own) {
        return Math.min(1, own.topic().option().qos().value());
    }

    private void take(SessionRecord.Subscription own, boolean retained) {
        if (line == null) {
            filters = new LinkedHashMap<>(2);
            line = room.openCommands(identity, this);
        }
        filters.put(own.topic().topicFilter(), own);
        line.subscribe(own.topic().topicFilter(), qosOf(own), retained);
    }

    /** The device was told that it is subscribed: commands may come. */
    void begin() {
        if (line != null && !begun) {
            begun = true;
            line.request(Math.min(room.inFlight(), window.most()));
        }
    }

    /** Takes up what the session has. */
    void resume() {
        former = session.takePacketIds();
        for (SessionRecord.Subscription own : session.own()) {
            String filter = own.topic().topicFilter();
            if (isOwn(filter) && room.identities().maySubscribe(identity, filter)) {
                take(own, false);
            }
        }
        session.own(filters.values());
        begin();
    }

    /** Ends a subscription; false if there was none. */
    boolean unsubscribe(String filter) {
        if (!has(filter)) {
            return false;
        }
        filters.remove(filter);
        line.unsubscribe(filter);
        session.own(filters.values());
        return true;
    }

    /** The device has a command, or does not want it. */
    void acknowledged(long number, boolean refused) {
        if (closed) {
            return;
        }
        if (refused) {
            line.reject(number);
        } else {
            line.acknowledge(number);
        }
        line.request(1);
    }

    /** The connection is over; what it did not acknowledge stays for the next. */
    void close() {
        closed = true;
        if (line != null) {
            session.packetIds(window.unacknowledged());
            line.close();
        }
    }

    @Override
    public void receive(Delivery delivery) {
        link.ctx().executor().execute(() -> send(delivery));
    }

    @Override
    public void ended(String reason) {
        // the door ends its connections itself: it is told of revocations, and of the end, too
    }

    private void send(Delivery delivery) {
        if (closed || link.isEnded()) {
            return;
        }
        String topic = (String) delivery.headers().get(AirHeaders.TOPIC);
        boolean own = identity.device().equals(delivery.headers().get(AirHeaders.DEVICE));
        int qos = -1;
        boolean silenced = false;
        boolean asPublished = false;
        List<Integer> identifiers = link.isFive() ? new ArrayList<>(1) : null;
        for (SessionRecord.Subscription each : filters.values()) {
            boolean matches = Topics.contains(each.topic().topicFilter(), topic);
            if (matches && own && each.topic().option().isNoLocal()) {
                silenced = true;
            } else if (matches) {
                qos = Math.max(qos, qosOf(each));
                asPublished |= each.topic().option().isRetainAsPublished();
                if (identifiers != null && each.identifier() != null) {
                    identifiers.add(each.identifier());
                }
            }
        }
        if (qos < 0) {
            // unsubscribed meanwhile: it waits for another subscription; or No Local (3.8.3.1)
            unwanted(delivery, silenced);
            return;
        }
        boolean published = Boolean.TRUE.equals(delivery.headers().get(AirHeaders.RETAIN));
        boolean retain = delivery.retained() || asPublished && published;
        OwnPacket packet =
                new OwnPacket(
                        delivery,
                        Math.min(qos, delivery.qos()),
                        retain,
                        identifiers,
                        System.currentTimeMillis());
        if (packet.size(link.isFive()) > link.terms().maxPacketBytes()) {
            // MQTT 5.0, 3.1.2.11.4: as if it had been sent
            line.reject(delivery.number());
            line.request(1);
        } else if (delivery.number() == 0) {
            line.request(1);
            if (link.ctx().channel().isWritable()) {
                write(packet.with(0));
            }
        } else {
            int before = former.getOrDefault(delivery.number(), 0);
            window.send(delivery.number(), before, packet::with);
            link.ctx().flush();
        }
    }

    private void unwanted(Delivery delivery, boolean silenced) {
        if (delivery.number() > 0 && silenced) {
            line.reject(delivery.number());
        } else if (delivery.number() > 0) {
            line.putBack(delivery.number());
        }
        line.request(1);
    }

    private void write(MqttPublishMessage packet) {
        link.ctx().writeAndFlush(packet, link.ctx().voidPromise());
    }
}
