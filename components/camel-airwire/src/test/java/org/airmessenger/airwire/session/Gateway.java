/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Bind;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.GreetingAttributes;
import org.airmessenger.airwire.codec.Hello;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.SessionId;
import org.airmessenger.airwire.codec.SessionView;
import org.airmessenger.airwire.codec.Subscribe;
import org.airmessenger.airwire.codec.Welcome;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An acceptor whose store outlives crashes: it remembers ids with the messages. What is being
 * stored is in the test's hands.
 */
final class Gateway {

    static final String NAME = "thermo-1";

    private static final long FIRST_HIGH = 0x0001020304050607L;
    private static final long FIRST_LOW = 0x08090a0b0c0d0e0fL;

    /** Durable: by id, in the order in which they were stored. */
    final Map<String, String> store = new LinkedHashMap<>();

    /** Durable. */
    final List<String> commands = new ArrayList<>();

    final List<Incoming> underWay = new ArrayList<>();
    final List<Subscribe> subscriptions = new ArrayList<>();
    final List<Closing> closings = new ArrayList<>();
    final List<Integer> dropped = new ArrayList<>();
    final Map<String, Outgoing.Outcome> outcomes = new LinkedHashMap<>();
    final Limits limits;
    Sessions sessions = newSessions();
    Connection connection;
    Line line;
    Session session;
    int duplicates;
    private int begun;
    int bindCode = Code.OK;

    Gateway(Limits limits) {
        this.limits = limits;
    }

    private static Sessions newSessions() {
        return new Sessions(100, 3_600_000, session -> {});
    }

    void listen(long now) {
        line = new Line();
        End end = new End(now);
        end.its = Connection.accept(limits, line, end, now);
        connection = end.its;
    }

    /** Forgets everything but the store. */
    void crash() {
        underWay.clear();
        sessions = newSessions();
        session = null;
    }

    /** Stores what is under way; an id that is known already is not stored twice. */
    void store(int index) {
        Incoming message = underWay.remove(index);
        if (store.putIfAbsent(message.id(), new String(message.payload())) != null) {
            duplicates++;
        }
        message.connection().session().stored(message);
    }

    void refuse(int index, int code, long retryMillis) {
        Incoming message = underWay.remove(index);
        message.connection().session().refused(message, code, retryMillis, null);
    }

    void storeAll() {
        while (!underWay.isEmpty()) {
            store(0);
        }
    }

    /** A command, which is kept until the device has it. */
    void send(String text) {
        commands.add(text);
        if (session != null) {
            offer(session, text, false);
        }
    }

    private void offer(Session to, String text, boolean again) {
        to.offer(
                Outgoing.to("c/" + text.charAt(0), text.getBytes())
                        .attributes(Attributes.builder().with(SendAttributes.ID, text).build())
                        .again(again)
                        .listener((message, outcome) -> outcomes.put(text, outcome))
                        .build());
    }

    /** Whatever the device did not acknowledge goes into its new session. */
    private void begin(Session its) {
        sessions.begin(its, new SessionId(FIRST_HIGH, FIRST_LOW + begun++));
        for (String text : commands) {
            if (!outcomes.containsKey(text)) {
                offer(its, text, true);
            }
        }
    }

    private final class End implements Application {

        private final long now;
        private Connection its;

        End(long now) {
            this.now = now;
        }

        @Override
        public void greeted(Hello hello) {
            SessionView asked = hello.attributes().get(GreetingAttributes.SESSION);
            Session found = asked == null ? null : sessions.find(asked.id(), NAME);
            int reason = asked == null || found != null ? 0 : Code.RESUME_UNKNOWN;
            if (found != null) {
                int judged = found.judge(asked);
                if (judged == Code.TAKEN_OVER) {
                    its.refuse(judged, 0, null);
                    return;
                }
                if (judged != Code.OK) {
                    reason = judged;
                    sessions.end(found);
                    found = null;
                }
            }
            boolean resumes = found != null;
            if (found == null) {
                found = new Session(NAME, limits, 10_000, 1 << 24);
                begin(found);
            }
            session = found;
            sessions.attached(found);
            its.accept(new Acceptance(found, asked, resumes, reason, NAME, 0), now);
        }

        @Override
        public void ready(boolean resumed, Welcome welcome) {}

        @Override
        public void received(Incoming message) {
            if (message.qos() == 0) {
                store.put("qos 0, " + store.size(), new String(message.payload()));
                session.stored(message);
            } else {
                underWay.add(message);
            }
        }

        @Override
        public int bind(Bind bind) {
            return bindCode;
        }

        @Override
        public void subscribe(Subscribe request) {
            subscriptions.add(request);
        }

        @Override
        public void dropped(Incoming message, int code) {
            dropped.add(code);
        }

        @Override
        public void closed(Closing closing) {
            closings.add(closing);
            if (its.session() != null) {
                sessions.detached(its.session());
            }
        }
    }
}
