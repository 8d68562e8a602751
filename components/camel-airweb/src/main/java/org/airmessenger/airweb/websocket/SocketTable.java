/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import org.airmessenger.door.Order;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The WebSockets of each device: how many, in whose order the next one's messages come, and whether
 * the device is here by this door at all. Thread-safe.
 */
final class SocketTable {

    private final int mostOfOne;
    private final Supplier<Presence> presence;
    private final ConcurrentHashMap<String, List<Seat>> seats = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** A WebSocket, null when it is over but its messages have not all found their places. */
    private static final class Seat {
        private Socket socket;
        private final Order order;

        private Seat(Socket socket, Order order) {
            this.socket = socket;
            this.order = order;
        }
    }

    /**
     * Nobody is here.
     *
     * @param mostOfOne WebSockets of one device
     */
    SocketTable(int mostOfOne, Supplier<Presence> presence) {
        this.mostOfOne = mostOfOne;
        this.presence = presence;
    }

    /** WebSockets that are open. */
    int open() {
        return open.get();
    }

    /**
     * A device is here; its messages follow those that it sent by others before.
     *
     * @return those that are too many now, the oldest
     */
    List<Socket> enter(Identity identity, Socket socket, Order order) {
        open.incrementAndGet();
        List<Socket> tooMany = new ArrayList<>(0);
        seats.compute(
                identity.device(),
                (device, known) -> {
                    List<Seat> all = known == null ? new ArrayList<>(1) : known;
                    order.follow(all.stream().map(seat -> seat.order).toList());
                    List<Socket> live = live(all);
                    int surplus = live.size() + 1 - mostOfOne;
                    tooMany.addAll(live.subList(0, Math.max(0, surplus)));
                    all.add(new Seat(socket, order));
                    Presence told = presence.get();
                    if (live.isEmpty() && told != null) {
                        told.connected(identity);
                    }
                    return all;
                });
        return tooMany;
    }

    /** A WebSocket is over, its order was ended. */
    void leave(Identity identity, Socket socket, Order order, String reason) {
        open.decrementAndGet();
        seats.computeIfPresent(
                identity.device(),
                (device, all) -> {
                    all.stream()
                            .filter(seat -> seat.socket == socket)
                            .forEach(seat -> seat.socket = null);
                    Presence told = presence.get();
                    if (live(all).isEmpty() && told != null) {
                        told.gone(identity, reason);
                    }
                    return all;
                });
        order.drained().thenRun(() -> remove(identity.device(), order));
    }

    private void remove(String device, Order order) {
        seats.computeIfPresent(
                device,
                (id, all) -> {
                    all.removeIf(seat -> seat.order == order);
                    return all.isEmpty() ? null : all;
                });
    }

    private static List<Socket> live(List<Seat> all) {
        return all.stream().map(seat -> seat.socket).filter(socket -> socket != null).toList();
    }
}
