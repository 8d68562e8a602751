/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.commands;

import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Problem;
import org.airmessenger.airweb.server.Resource;
import org.airmessenger.airweb.server.Session;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import io.vertx.core.buffer.Buffer;

import java.util.List;
import java.util.function.Supplier;

/**
 * {@code GET /v1/commands}: what comes down to a device, as server-sent events or by long polls.
 * {@code POST /v1/commands/{number}/ack}: the device has one.
 */
public final class Commands implements Resource {

    private static final String ACK = "/ack";
    private static final int MOST_FILTERS = 32;

    private final Supplier<Downlink> downlink;
    private final Attendance attendance;

    /**
     * Asks for both when they are needed; they may be bound later, and the second not at all.
     *
     * @param downlink null while there is none
     * @param presence null while there is none
     */
    public Commands(Supplier<Downlink> downlink, Supplier<Presence> presence) {
        this.downlink = downlink;
        this.attendance = new Attendance(presence);
    }

    @Override
    public String allow(String rest) {
        if (rest == null) {
            return "GET";
        }
        return rest.endsWith(ACK) && numberOf(rest) > 0 ? "POST" : null;
    }

    private static long numberOf(String rest) {
        return number(rest.substring(0, rest.length() - ACK.length()));
    }

    /** A number of a command; 0 if it is none. */
    private static long number(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void handle(Call call) {
        Session session = call.identify();
        if (session == null) {
            return;
        }
        try {
            Downlink down = downlink();
            if (!call.door().messages().threshold().isOpen()) {
                throw goingDown();
            }
            if (call.rest() != null) {
                acknowledge(call, down, session.identity());
            } else {
                listen(call, down);
            }
        } catch (RefusedException e) {
            call.refuse(e);
        }
    }

    private Downlink downlink() {
        Downlink found = downlink.get();
        if (found == null) {
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1219 there must be a broker that keeps commands but it is not up; try again"
                            + " later");
        }
        return found;
    }

    static RefusedException goingDown() {
        return new RefusedException(
                Refusal.GOING_DOWN, "AIR-1022 the gateway is going down; connect again");
    }

    private static void acknowledge(Call call, Downlink down, Identity identity) {
        Downlink.Line line = down.open(identity, Silent.RECEIVER);
        line.acknowledge(numberOf(call.rest()))
                .whenComplete(
                        (done, failure) ->
                                call.connection()
                                        .runOnContext(
                                                () -> {
                                                    line.close();
                                                    acknowledged(call, failure);
                                                }));
    }

    private static void acknowledged(Call call, Throwable failure) {
        if (failure == null) {
            call.answer(204, null, Buffer.buffer());
        } else {
            call.answer(
                    Problem.of(
                            Refusal.FAILED,
                            "AIR-1220 an acknowledgement must be kept but was not; send it again",
                            0));
        }
    }

    private void listen(Call call, Downlink down) {
        Request request = Request.of(call);
        int most = call.door().options().getMaxLines();
        if (call.door().lines().incrementAndGet() > most) {
            call.door().lines().decrementAndGet();
            throw new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-1221 at most %d lines may wait for commands but there are more; try again later"
                            .formatted(most));
        }
        call.whenOver(() -> call.door().lines().decrementAndGet());
        call.becomesLine();
        if (request.waitMillis() >= 0) {
            new Poll(call, down, request).start();
        } else {
            new EventStream(call, down, attendance, request).start();
        }
    }

    /**
     * What a device asks for.
     *
     * @param filters what it wants to hear
     * @param waitMillis of a long poll; -1 for server-sent events
     * @param most commands of one long poll
     * @param last it has all up to this number; 0 if it does not say
     */
    record Request(List<String> filters, long waitMillis, int most, long last) {

        private static final int MOST = 100;
        private static final int SOME = 16;

        static Request of(Call call) {
            List<String> filters = call.request().params().getAll("topic");
            if (filters.isEmpty()) {
                filters = own(call);
            }
            if (filters.size() > MOST_FILTERS) {
                throw malformed(
                        "at most %d topics may be asked for but there were %d"
                                .formatted(MOST_FILTERS, filters.size()));
            }
            String last = call.header("Last-Event-ID");
            if (last != null && number(last) == 0 && !last.equals("0")) {
                throw malformed(
                        "Last-Event-ID must be the number of a command but was " + Quoted.of(last));
            }
            return new Request(
                    List.copyOf(filters),
                    waitMillis(call),
                    (int) parameter(call, "max", SOME, 1, MOST),
                    last == null ? 0 : number(last));
        }

        private static List<String> own(Call call) {
            Identity identity = call.session().identity();
            List<String> own = call.door().identities().ownFilters(identity);
            if (own.isEmpty()) {
                throw new RefusedException(
                        Refusal.NOT_ALLOWED,
                        "AIR-1222 a policy must name the device in its subscribe but %s does not; name a topic, or add commands/${device}/#"
                                .formatted(Quoted.of(identity.policy())));
            }
            return own;
        }

        private static long waitMillis(Call call) {
            String accept = call.header("Accept");
            boolean json = accept != null && accept.contains("application/json");
            long longest = call.door().options().getMaxWaitMillis();
            if (call.request().getParam("wait") == null) {
                return json ? 0 : -1;
            }
            return Math.min(longest, parameter(call, "wait", 0, 0, 86_400) * 1000);
        }

        private static long parameter(
                Call call, String name, long standard, long least, long most) {
            String given = call.request().getParam(name);
            if (given == null) {
                return standard;
            }
            boolean digits =
                    !given.isEmpty()
                            && given.length() < 10
                            && given.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || Long.parseLong(given) < least || Long.parseLong(given) > most) {
                throw malformed(
                        "%s must be %d to %d but was %s"
                                .formatted(name, least, most, Quoted.of(given)));
            }
            return Long.parseLong(given);
        }

        private static RefusedException malformed(String what) {
            return new RefusedException(Refusal.MALFORMED, "AIR-1223 " + what + "; correct it");
        }
    }

    /** Hears nothing: for what only acknowledges. */
    private enum Silent implements Downlink.Receiver {
        RECEIVER;

        @Override
        public void receive(Downlink.Delivery delivery) {
            // nothing was asked for
        }

        @Override
        public void ended(String reason) {
            // it is closed anyway
        }
    }
}
