/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.airweb.commands.JsonDelivery;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What comes down by one WebSocket: a window of messages that the device has not acknowledged, and
 * no more than it reads. Belongs to the event loop, but for the receiver's calls.
 */
final class Deliveries implements Downlink.Receiver {

    /** Asked for at once, so that who does not read gets few more. */
    private static final int MOST_ASKED = 16;

    private final SocketDoor door;
    private final Socket socket;
    private final Set<Long> unacknowledged = new HashSet<>();
    private Downlink.Line line;

    /** So many were asked for and have not come. */
    private int asked;

    private boolean closed;

    Deliveries(SocketDoor door, Socket socket) {
        this.door = door;
        this.socket = socket;
    }

    /**
     * Subscribes.
     *
     * @return done, on any thread, with the lowest QoS that was granted
     */
    CompletionStage<Integer> subscribe(List<String> filters, int qos) {
        open();
        CompletableFuture<Integer> granted = CompletableFuture.completedFuture(qos);
        for (String filter : filters) {
            granted = granted.thenCombine(line.subscribe(filter, qos), Math::min);
        }
        return granted;
    }

    /** Ends a subscription; done, on any thread, with whether there was one. */
    CompletionStage<Boolean> unsubscribe(String filter) {
        return line == null ? CompletableFuture.completedFuture(false) : line.unsubscribe(filter);
    }

    private void open() {
        if (line == null) {
            Downlink downlink = door.downlink();
            if (downlink == null) {
                throw new RefusedException(
                        Refusal.LANE_FULL,
                        "AIR-1219 there must be a broker that keeps commands but it is not up; try again"
                                + " later");
            }
            Identity identity = socket.identity();
            line = downlink.open(identity, this);
            goOn();
        }
    }

    /** The device has one, or cannot take it; numbers that are not known are ignored. */
    void ended(Object ref, boolean taken) {
        if (ref instanceof Long number && unacknowledged.remove(number)) {
            if (taken) {
                line.acknowledge(number);
            } else {
                door.rejected().increment();
                line.reject(number);
            }
            goOn();
        }
    }

    /** Lets more come, if the device reads. */
    void goOn() {
        if (line == null || closed || !socket.isWritable()) {
            return;
        }
        int room = door.options().getSocketWindow() - unacknowledged.size();
        int more = Math.min(MOST_ASKED, room) - asked;
        if (more > 0) {
            asked += more;
            line.request(more);
        }
    }

    @Override
    public void receive(Downlink.Delivery delivery) {
        socket.runOnContext(() -> take(delivery));
    }

    private void take(Downlink.Delivery delivery) {
        if (closed) {
            return;
        }
        asked--;
        long number = delivery.number();
        if (number > 0) {
            unacknowledged.add(number);
        }
        socket.write(written(socket.dialect(), delivery));
        goOn();
    }

    private static byte[] written(Dialect dialect, Downlink.Delivery delivery) {
        long now = System.currentTimeMillis();
        return dialect.write(
                "deliver",
                delivery.body().length,
                (json, out) -> {
                    if (delivery.number() > 0) {
                        json.writeNumberField("ref", delivery.number());
                    }
                    JsonDelivery.fields(json, delivery, now);
                    if (dialect.isBinary()) {
                        json.writeBinaryField("bytes", delivery.body());
                    } else {
                        JsonDelivery.body(json, out, delivery.headers(), delivery.body());
                    }
                });
    }

    @Override
    public void ended(String reason) {
        socket.runOnContext(() -> socket.end(Ending.FAILED, "AIR-1315 " + reason));
    }

    /** The WebSocket is over; what was not acknowledged stays for the next one. */
    void close() {
        if (!closed) {
            closed = true;
            if (line != null) {
                line.close();
            }
        }
    }
}
