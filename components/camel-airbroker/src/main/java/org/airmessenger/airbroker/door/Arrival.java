/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.broker.DevicePrincipal;
import org.airmessenger.airbroker.door.Reading.Pause;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
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
    private final ConnectStep step;
    private final Queue<MqttMessage> early = new ArrayDeque<>();
    private Identity identity;
    private Will will;

    /** Of an older connection, until it is known whether its session lives on. */
    private Will waiting;

    private boolean admitted;
    private boolean retains;

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

    /** The will of a device that was let in, or null. */
    Will will() {
        return admitted ? will : null;
    }

    /** Decides about the CONNECT; false if it is refused, and told so. */
    boolean decide(DoorHandler handler) {
        ChannelHandlerContext ctx = link.ctx();
        try {
            link.terms().check(step.connect());
            identity = step.decide(ctx.pipeline().get(SslHandler.class), handler);
            will = step.will(identity);
            beginToRetain();
        } catch (EndingException e) {
            link.refuse(e.refusal(), e.code(), e.getMessage());
            return false;
        } catch (RefusedException e) {
            link.refuse(
                    e.refusal(), Replies.connectCode(e.refusal(), link.isFive()), e.getMessage());
            return false;
        }
        ctx.pipeline().get(Gate.class).passed();
        DevicePrincipal principal = new DevicePrincipal(identity, door.identities());
        ctx.channel().attr(DevicePrincipal.KEY).set(principal);
        // what follows waits for the broker's CONNACK, which is the first packet of all
        link.reading().pause(Pause.CONNECTING);
        return true;
    }

    /** The topic of a will to retain counts as long as the will may come. */
    private void beginToRetain() {
        if (will != null && will.isRetained()) {
            retains = door.retained().begin(identity.device(), will.message().topic());
            if (!retains) {
                throw new RefusedException(Refusal.OVER_RATE, RetainedTopics.full(door.options()));
            }
        }
    }

    /** Runs the task on the event loop once the broker may see the CONNECT. */
    void settle(Runnable ready) {
        List<CompletableFuture<Void>> leaving =
                step.older().stream().map(DoorHandler::supersede).toList();
        CompletableFuture.allOf(leaving.toArray(CompletableFuture[]::new))
                // may write to the journal
                .thenRunAsync(
                        () -> door.sessions().prune(identity, door.identities()),
                        door.sessions().executor())
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                waiting = door.wills().take(identity.device());
                                ready.run();
                            } else {
                                link.end(Replies.UNSPECIFIED, null);
                            }
                        },
                        link.ctx().executor());
    }

    /** The CONNECT as the broker shall see it. */
    MqttConnectMessage forBroker() {
        return step.forBroker(identity.device());
    }

    /** A packet that came right after CONNECT. */
    void early(MqttMessage packet) {
        early.add(packet);
    }

    /**
     * The broker answered.
     *
     * @param publishing where a will goes whose session ended
     * @return whether the device is let in
     */
    boolean complete(MqttConnAckMessage ack, Publishing publishing) {
        if (!step.complete(ack)) {
            return false;
        }
        admitted = true;
        link.terms().tell(ack);
        link.admit();
        if (waiting != null && !ack.variableHeader().isSessionPresent()) {
            publishing.take(waiting.message());
        }
        waiting = null;
        return true;
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
        if (waiting != null && isSent) {
            // it never came back, after all
            door.wills().hold(waiting);
        }
        waiting = null;
        if (retains) {
            retains = false;
            door.retained().end(identity.device(), will.message().topic(), admitted && isSent);
        }
    }
}
