/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.DevicePrincipal;
import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * From CONNECT to CONNACK. Before the broker sees the CONNECT, the device's older connections have
 * had their last word, and its stored session has lost what the device may not have any more.
 * Belongs to the event loop.
 */
final class Arrival {

    private final Link link;
    private final Door door;
    private ConnectStep step;
    private final Queue<MqttMessage> early = new ArrayDeque<>(1);
    private Identity identity;
    private WillRecord left;
    private Will will;
    private Session session;
    private boolean resumes;
    private boolean admitted;

    Arrival(Link link, MqttConnectMessage connect) {
        this.link = link;
        this.door = link.door();
        this.step = new ConnectStep(door, connect);
        link.agree(Terms.of(connect, door.options()));
    }

    /** Who it is; null if he is not known. */
    Identity identity() {
        return identity;
    }

    /** Decides about the CONNECT; false if it is refused, and told so. */
    boolean decide(DoorHandler handler) {
        ChannelHandlerContext ctx = link.ctx();
        try {
            link.terms().check(step.connect());
            identity = step.decide(ctx.pipeline().get(SslHandler.class), handler);
            left = step.will(identity);
            if (left != null && left.message().extras().retain()) {
                door.retained()
                        .check(left.message().topic(), identity.device(), left.message().bytes());
            }
        } catch (EndingException e) {
            link.refuse(e.refusal(), e.code(), e.getMessage());
            return false;
        } catch (RefusedException e) {
            link.refuse(e.refusal(), step.refusalCode(e.refusal()), e.getMessage());
            return false;
        }
        ctx.pipeline().get(Gate.class).passed();
        DevicePrincipal principal = new DevicePrincipal(identity, door.identities());
        ctx.channel().attr(DevicePrincipal.KEY).set(principal);
        // what follows waits for the broker's CONNACK, which is the first packet of all
        link.reading().pause(Pause.CONNECTING);
        return true;
    }

    /** Runs the task on the event loop once the broker may see the CONNECT. */
    void settle(Runnable ready) {
        List<CompletableFuture<Void>> leaving =
                step.older().stream().map(DoorHandler::supersede).toList();
        CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
                .thenRunAsync(this::enter, door.sessions().executor())
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                ready.run();
                                return;
                            }
                            leave(false);
                            if (failure.getCause() instanceof RefusedException refused) {
                                byte code = Replies.connectCode(refused.refusal(), link.isFive());
                                link.refuse(refused.refusal(), code, refused.getMessage());
                            } else {
                                link.end(Replies.UNSPECIFIED, null);
                            }
                        },
                        link.ctx().executor());
    }

    /** Takes up the device's session, or begins one. Writes to the journal. */
    private void enter() {
        Will before = door.wills().take(identity.device());
        resumes = door.sessions().isPresent(identity.device(), step.isClean());
        if (before != null && resumes) {
            door.wills().takeBack(before);
        } else if (before != null) {
            // its session ends now, so it does not wait any longer (MQTT 5.0, 3.1.2.5)
            before.send();
        }
        session =
                door.sessions()
                        .arrive(identity, step.isClean(), step.expirySeconds(), door.identities());
        will = left == null ? null : door.wills().arm(left);
    }

    /** The device's session; from the time on that the broker may see the CONNECT. */
    Session session() {
        return session;
    }

    /** The CONNECT as the broker shall see it. */
    MqttConnectMessage forBroker() {
        Discards.install(link.ctx(), link.terms(), step.connect());
        return step.forBroker(identity.device(), resumes);
    }

    /** A packet that came right after CONNECT. */
    void early(MqttMessage packet) {
        early.add(packet);
    }

    /** The broker answered; says whether the device is let in. */
    boolean complete(MqttConnAckMessage ack) {
        admitted = step.complete(ack);
        if (admitted) {
            link.terms().tell(ack);
            link.admit();
        }
        // the device may stay for years: nobody asks for its CONNECT again
        step = null;
        return admitted;
    }

    /** The device's turn: what came before the broker's CONNACK. */
    void takeEarly(Consumer<MqttMessage> taker) {
        link.reading().resume(Pause.CONNECTING);
        for (MqttMessage packet = early.poll(); packet != null; packet = early.poll()) {
            taker.accept(packet);
        }
    }

    /**
     * Nothing more comes of it.
     *
     * @param isSent whether its will is sent, sooner or later
     */
    void leave(boolean isSent) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        if (will != null) {
            if (isSent && admitted) {
                door.wills().leave(will);
            } else {
                door.wills().takeBack(will);
            }
            will = null;
        }
        if (session != null) {
            door.sessions().left(session);
            session = null;
        }
    }
}
