/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.ReservedNames;
import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubAckPayload;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckPayload;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The subscriptions of one session. The broker deletes the queue it finds when it refuses a
 * subscription, so it only sees what the device may have; the door refuses the rest, and puts both
 * answers together (MQTT 5.0, 3.8 to 3.11). Belongs to the event loop.
 */
final class Subscriptions {

    private static final int MAX_PENDING = 1_000;

    /** The broker answers for this filter. */
    private static final int ASKED = -1;

    /** The door itself serves this filter. */
    private static final int OWN = -2;

    private final Link link;
    private final Door door;
    private final Identity identity;
    private final OwnCommands own;
    private final Session session;
    private final boolean five;

    /** What the session has in the broker, as the broker writes it. */
    private Set<String> held;

    private final Map<Integer, Request> pending = new HashMap<>();

    /** Packets that are not in force yet, with what is retained for them. */
    private int busy;

    private Runnable settled = () -> {};

    /**
     * What the broker was asked.
     *
     * @param codes what the door decided, by place in the packet
     * @param asked the filters that the broker was asked for
     * @param retained those whose retained messages are wanted, should they be granted
     */
    private record Request(int[] codes, List<String> asked, Set<String> retained) {}

    /** Nothing asked yet. */
    Subscriptions(Link link, Identity identity, Session session, OwnCommands own) {
        this.link = link;
        this.door = link.door();
        this.identity = identity;
        this.session = session;
        this.own = own;
        this.five = link.isFive();
    }

    /** Whether something is asked and not in force yet. */
    boolean isBusy() {
        return busy > 0;
    }

    /** Runs whenever something is in force. */
    void whenSettled(Runnable task) {
        settled = task;
    }

    /**
     * Takes a SUBSCRIBE or UNSUBSCRIBE, and hands on what is left of it.
     *
     * @throws EndingException if it ends the connection
     */
    void take(MqttMessage packet) {
        ChannelHandlerContext ctx = link.ctx();
        if (held == null) {
            held = new HashSet<>(door.sessions().subscriptionsOf(identity));
        }
        MqttMessage left =
                packet instanceof MqttSubscribeMessage subscribe
                        ? subscribe(subscribe)
                        : unsubscribe((MqttUnsubscribeMessage) packet);
        busy++;
        if (left instanceof MqttSubAckMessage || left instanceof MqttUnsubAckMessage) {
            answerWhenKept(left, ctx, ctx.voidPromise(), Set.of());
        } else {
            ctx.fireChannelRead(left);
        }
    }

    /** What is left of it for the broker; or the answer, if nothing is. */
    private MqttMessage subscribe(MqttSubscribeMessage packet) {
        PacketChecks.filters(packet);
        List<MqttTopicSubscription> given = packet.payload().topicSubscriptions();
        int[] codes = new int[given.size()];
        List<MqttTopicSubscription> allowed = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        Set<String> retained = new HashSet<>();
        int served = served(codes.length);
        boolean strike = false;
        for (int i = 0; i < codes.length; i++) {
            String filter = given.get(i).topicFilter();
            codes[i] = i < served ? verdict(filter) : code(Replies.QUOTA);
            strike |= codes[i] == code(Replies.NOT_AUTHORIZED);
            if (codes[i] == OWN) {
                codes[i] =
                        own.subscribe(
                                new SessionRecord.Subscription(given.get(i), identifierOf(packet)));
            } else if (codes[i] == ASKED) {
                String name = Filters.forBroker(filter);
                if (wantsRetained(given.get(i), held.add(name))) {
                    retained.add(name);
                }
                asked.add(name);
                allowed.add(new MqttTopicSubscription(name, given.get(i).option()));
            } else if (!five) {
                codes[i] = code(Replies.UNSPECIFIED);
            }
        }
        if (strike) {
            door.strike(identity.device());
        }
        int id = PacketChecks.idOf(packet);
        if (allowed.isEmpty()) {
            return subAck(id, codes);
        }
        ask(id, new Request(codes, asked, retained));
        return new MqttSubscribeMessage(
                packet.fixedHeader(),
                packet.idAndPropertiesVariableHeader(),
                new MqttSubscribePayload(allowed));
    }

    /** Retained messages go to nobody who shares (MQTT 5.0, 3.8.4 and 4.8.2). */
    private static boolean wantsRetained(MqttTopicSubscription given, boolean isNew) {
        return !MQTTUtil.isSharedSubscription(given.topicFilter())
                && switch (given.option().retainHandling()) {
                    case SEND_AT_SUBSCRIBE -> true;
                    case SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS -> isNew;
                    case DONT_SEND_AT_SUBSCRIBE -> false;
                };
    }

    /**
     * How many filters are looked at; a device that asks for many at once is not read for a while.
     */
    private int served(int filters) {
        int served = door.subscribeRates().take(identity.device(), filters);
        long debt = door.subscribeRates().debtMillis(identity.device());
        if (debt > 0 && !link.reading().isPaused(Pause.SUBSCRIBING)) {
            link.reading().pause(Pause.SUBSCRIBING);
            link.ctx()
                    .executor()
                    .schedule(
                            () -> link.reading().resume(Pause.SUBSCRIBING),
                            debt,
                            TimeUnit.MILLISECONDS);
        }
        return served;
    }

    private static Integer identifierOf(MqttSubscribeMessage packet) {
        return packet.idAndPropertiesVariableHeader()
                                .properties()
                                .getProperty(MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value())
                        instanceof MqttProperties.IntegerProperty identifier
                ? identifier.value()
                : null;
    }

    private int verdict(String filter) {
        if (Filters.problemOf(filter) != null || !Filters.hasUsableGroup(filter)) {
            return code(Replies.BAD_FILTER);
        }
        String plain = Filters.plain(filter);
        if (ReservedNames.isReserved(plain)
                || filter.contains("::")
                || !door.identities().maySubscribe(identity, plain)) {
            return code(Replies.NOT_AUTHORIZED);
        }
        boolean room = held.size() + own.count() < door.options().getMaxSubscriptions();
        if (plain.equals(filter) && own.isOwn(filter)) {
            return room || own.has(filter) ? OWN : code(Replies.QUOTA);
        }
        String name = Filters.forBroker(filter);
        if (held.contains(name)) {
            return ASKED;
        }
        for (String other : held) {
            // the broker keeps one consumer per plain filter, and mixes them up
            if (Filters.plain(other).equals(plain)) {
                return code(Replies.NOT_POSSIBLE);
            }
        }
        return room ? ASKED : code(Replies.QUOTA);
    }

    private MqttMessage unsubscribe(MqttUnsubscribeMessage packet) {
        List<String> given = packet.payload().topics();
        int[] codes = new int[given.size()];
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < codes.length; i++) {
            String name = Filters.problemOf(given.get(i)) == null ? given.get(i) : "";
            name = Filters.forBroker(name);
            if (own.unsubscribe(name)) {
                codes[i] = Replies.SUCCESS;
            } else if (held.remove(name)) {
                codes[i] = ASKED;
                asked.add(name);
            } else {
                codes[i] = Replies.NO_SUBSCRIPTION;
            }
        }
        int id = PacketChecks.idOf(packet);
        if (asked.isEmpty()) {
            return unsubAck(id, codes);
        }
        ask(id, new Request(codes, List.of(), Set.of()));
        return new MqttUnsubscribeMessage(
                packet.fixedHeader(),
                packet.idAndPropertiesVariableHeader(),
                new MqttUnsubscribePayload(asked));
    }

    private void ask(int id, Request request) {
        if (pending.size() >= MAX_PENDING || pending.putIfAbsent(id, request) != null) {
            throw new EndingException(
                    Refusal.OVER_RATE,
                    Replies.QUOTA,
                    "AIR-1018 at most %d SUBSCRIBE and UNSUBSCRIBE may wait, each with its own id, but %d did when id %d came; wait for their answers"
                            .formatted(MAX_PENDING, pending.size(), id));
        }
    }

    /**
     * Hands the broker's packets on to the device; an answer of it is put together with the door's,
     * and leaves when the session is on disk.
     */
    void complete(MqttMessage packet, ChannelHandlerContext context, ChannelPromise promise) {
        Request request = null;
        if (packet instanceof MqttSubAckMessage || packet instanceof MqttUnsubAckMessage) {
            request = pending.remove(PacketChecks.idOf(packet));
        }
        if (request == null) {
            context.write(packet, promise);
            return;
        }
        Set<String> granted = new HashSet<>(request.retained);
        answerWhenKept(answer(packet, request, granted), context, promise, granted);
    }

    private void answerWhenKept(
            MqttMessage answer,
            ChannelHandlerContext context,
            ChannelPromise promise,
            Set<String> granted) {
        CompletableFuture.supplyAsync(
                        () -> door.sessions().subscribed(session), door.sessions().executor())
                .thenCompose(written -> written)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                context.writeAndFlush(answer, promise);
                                own.begin();
                            } else {
                                link.end(Replies.UNSPECIFIED, null);
                            }
                        },
                        context.executor())
                .thenRunAsync(() -> sendRetained(granted), door.sessions().executor())
                .whenCompleteAsync((done, failure) -> settle(), context.executor());
    }

    private void settle() {
        busy--;
        settled.run();
    }

    private MqttMessage answer(MqttMessage packet, Request request, Set<String> granted) {
        List<Integer> told = new ArrayList<>();
        if (packet instanceof MqttSubAckMessage answer) {
            told.addAll(answer.payload().reasonCodes());
            for (int i = 0; i < request.asked.size() && i < told.size(); i++) {
                if (told.get(i) >= code(Replies.UNSPECIFIED)) {
                    held.remove(request.asked.get(i));
                    granted.remove(request.asked.get(i));
                }
            }
            return subAck(PacketChecks.idOf(packet), merge(request.codes, told));
        }
        if (!five) {
            return packet;
        }
        ((MqttUnsubAckMessage) packet)
                .payload()
                .unsubscribeReasonCodes()
                .forEach(each -> told.add((int) each));
        return unsubAck(PacketChecks.idOf(packet), merge(request.codes, told));
    }

    private void sendRetained(Set<String> filters) {
        for (String filter : filters) {
            door.sessions().sendRetained(identity.device(), filter, door.retained());
        }
    }

    private static int[] merge(int[] codes, List<Integer> told) {
        int[] all = codes.clone();
        int next = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] == ASKED) {
                all[i] = next < told.size() ? told.get(next++) : code(Replies.UNSPECIFIED);
            }
        }
        return all;
    }

    private static int code(byte reason) {
        return reason & 0xFF;
    }

    private static MqttMessage subAck(int id, int[] codes) {
        return new MqttSubAckMessage(
                header(MqttMessageType.SUBACK), variable(id), new MqttSubAckPayload(codes));
    }

    private MqttMessage unsubAck(int id, int[] codes) {
        if (!five) {
            return new MqttUnsubAckMessage(header(MqttMessageType.UNSUBACK), variable(id));
        }
        List<Short> reasons = Arrays.stream(codes).mapToObj(each -> (short) each).toList();
        return new MqttUnsubAckMessage(
                header(MqttMessageType.UNSUBACK), variable(id), new MqttUnsubAckPayload(reasons));
    }

    private static MqttFixedHeader header(MqttMessageType type) {
        return new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0);
    }

    private static MqttMessageIdAndPropertiesVariableHeader variable(int id) {
        return new MqttMessageIdAndPropertiesVariableHeader(id, MqttProperties.NO_PROPERTIES);
    }
}
