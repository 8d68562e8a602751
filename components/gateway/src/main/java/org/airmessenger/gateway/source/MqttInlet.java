/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.gateway.mqtt.MqttAccess;
import org.airmessenger.gateway.mqtt.MqttEvents;
import org.airmessenger.message.Links;
import org.airmessenger.message.Quoted;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps one session at another broker: connects, subscribes, and connects again for as long as it
 * is open. The link is up while the broker answers SUBSCRIBE, which is sent again and again: an
 * answer proves the wire, the broker, the session and the right to listen, and mends a subscription
 * that was lost.
 */
final class MqttInlet {

    private static final Logger LOG = LoggerFactory.getLogger(MqttInlet.class);
    private static final long PROBE_MILLIS = 10_000;
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long MAX_RETRY_MILLIS = 30_000;
    private static final long GOODBYE_MILLIS = 2_000;

    /** A new subscription gets retained messages, one that is only renewed does not. */
    private static final int RETAINED_ONCE = 1;

    private static final int FIRST_FAILURE = 0x80;

    private final MqttSourceSettings settings;
    private final MqttArrivals arrivals;
    private final ScheduledExecutorService timer;
    private final Links.Handle link;

    // only on the timer's thread
    private Connection current;
    private long waitMillis = FIRST_RETRY_MILLIS;
    private boolean closed;
    private boolean told;
    private boolean known;

    /**
     * Not connected yet.
     *
     * @param timer one thread, whose tasks are all short
     */
    MqttInlet(
            MqttSourceSettings settings,
            MqttArrivals arrivals,
            ScheduledExecutorService timer,
            Links.Handle link) {
        this.settings = settings;
        this.arrivals = arrivals;
        this.timer = timer;
        this.link = link;
    }

    /** Connects, now and whenever it must. */
    void start() {
        timer.execute(this::connect);
    }

    /** Ends the connection, not the session; what was acknowledged before is sent. */
    Future<?> close() {
        return timer.submit(
                () -> {
                    closed = true;
                    if (current != null) {
                        current.end(true);
                        current = null;
                    }
                    link.close();
                });
    }

    private void connect() {
        if (closed) {
            return;
        }
        current = new Connection();
        current.begin();
    }

    private void on(Connection connection, Runnable work) {
        try {
            timer.execute(
                    () -> {
                        if (connection == current) {
                            work.run();
                        }
                    });
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the source has stopped");
        }
    }

    private void isUp() {
        waitMillis = FIRST_RETRY_MILLIS;
        link.up();
        if (told) {
            told = false;
            LOG.info("AIR-1134 {} answers again", settings.peer());
        }
    }

    private void isDown(String reason) {
        link.down(reason);
        LOG.debug("{} is down: {}", settings.peer(), reason);
        if (!told) {
            told = true;
            LOG.warn(
                    "AIR-1133 {} must let the source listen but does not: {}; it is asked again, and"
                            + " this is told once",
                    settings.peer(),
                    reason);
        }
    }

    /** Gives a connection up and makes another one, after a while that differs from others'. */
    private void drop(Connection connection, String reason) {
        isDown(reason);
        connection.end(false);
        current = null;
        long wait = waitMillis / 2 + ThreadLocalRandom.current().nextLong(waitMillis / 2 + 1);
        waitMillis = Math.min(waitMillis * 2, MAX_RETRY_MILLIS);
        timer.schedule(this::connect, wait, TimeUnit.MILLISECONDS);
    }

    /** One connection, from CONNECT to its end; never mended. */
    final class Connection extends MqttEvents {

        private MqttAsyncClient client;
        private Future<?> deadline;
        private boolean full;

        /** Guarded by this: Paho fails in odd ways when it is used after its end. */
        private boolean ended;

        private void begin() {
            try {
                MqttConnectionOptions options = settings.access().options();
                options.setCleanStart(false);
                options.setSessionExpiryInterval(settings.sessionSeconds());
                options.setReceiveMaximum(settings.window());
                options.setMaximumPacketSize(settings.maxPacket());
                client = settings.access().client();
                // before the connection: what the session holds comes with CONNACK
                client.setManualAcks(true);
                client.setCallback(this);
                await(3 * settings.access().timeout().toMillis());
                client.connect(options, null, listener(this::connected, "cannot be reached"));
            } catch (MqttException | IOException | GeneralSecurityException e) {
                drop(this, reason(e));
            }
        }

        private void await(long millis) {
            if (deadline != null) {
                deadline.cancel(false);
            }
            deadline =
                    timer.schedule(
                            () -> on(this, () -> drop(this, "no answer within " + millis + " ms")),
                            millis,
                            TimeUnit.MILLISECONDS);
        }

        private MqttActionListener listener(Consumer<IMqttToken> success, String failed) {
            Connection mine = this;
            return new MqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    success.accept(token);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable failure) {
                    on(mine, () -> drop(mine, failed + ": " + reason(failure)));
                }
            };
        }

        /** On Paho's thread, before it hands out the first message. */
        private void connected(IMqttToken token) {
            boolean session = token.getSessionPresent();
            arrivals.opened(session);
            MqttProperties server = token.getResponseProperties();
            Long kept = server == null ? null : server.getSessionExpiryInterval();
            on(
                    this,
                    () -> {
                        tell(session, kept);
                        subscribe();
                    });
        }

        private void tell(boolean session, Long kept) {
            if (known && !session) {
                LOG.warn(
                        "AIR-1135 {} must keep the session of {} but has forgotten it: what it had"
                                + " not delivered yet is lost there",
                        settings.peer(),
                        Quoted.of(settings.access().clientId()));
            } else if (!known && kept != null && kept < settings.sessionSeconds()) {
                LOG.warn(
                        "AIR-1136 {} should keep the session for {} s but keeps it for {} s: what"
                                + " comes while the gateway is away for longer is lost there",
                        settings.peer(),
                        settings.sessionSeconds(),
                        kept);
            }
            known = true;
        }

        /** Subscribes, or asks whether it is still so. */
        private void subscribe() {
            await(settings.access().timeout().toMillis());
            MqttSubscription[] all =
                    settings.filters().stream()
                            .map(
                                    filter -> {
                                        MqttSubscription one = new MqttSubscription(filter, 1);
                                        one.setRetainHandling(RETAINED_ONCE);
                                        return one;
                                    })
                            .toArray(MqttSubscription[]::new);
            try {
                client.subscribe(
                        all,
                        null,
                        listener(token -> on(this, () -> answered(token)), "does not answer"),
                        new MqttProperties());
            } catch (MqttException | IllegalArgumentException e) {
                drop(this, reason(e));
            }
        }

        private void answered(IMqttToken token) {
            deadline.cancel(false);
            int[] codes = token.getReasonCodes();
            List<String> filters = settings.filters();
            String refused = null;
            for (int i = 0; codes != null && i < codes.length && refused == null; i++) {
                if (codes[i] >= FIRST_FAILURE) {
                    refused =
                            "it refuses the filter %s with 0x%02X"
                                    .formatted(Quoted.of(filters.get(i)), codes[i]);
                }
            }
            if (refused == null) {
                isUp();
            } else {
                isDown(refused);
            }
            timer.schedule(() -> on(this, this::subscribe), PROBE_MILLIS, TimeUnit.MILLISECONDS);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrivals.add(this, topic, message);
        }

        /** What follows is left out; by the arrivals, which guard it. */
        void full() {
            full = true;
        }

        boolean isFull() {
            return full;
        }

        /** All that was taken is acknowledged: a new connection brings what was left out. */
        void renew() {
            on(
                    this,
                    () -> {
                        LOG.debug("the session of {} is taken up again", settings.peer());
                        end(true);
                        connect();
                    });
        }

        @Override
        protected void lost(String reason) {
            on(this, () -> drop(this, reason));
        }

        /** The message is kept, or nobody will ever keep it. */
        synchronized void acknowledge(MqttMessage message) {
            if (ended) {
                return;
            }
            try {
                client.messageArrivedComplete(message.getId(), message.getQos());
            } catch (MqttException e) {
                // it comes again by the next connection, and is recognised
                on(this, () -> drop(this, reason(e)));
            }
        }

        private void end(boolean kindly) {
            synchronized (this) {
                ended = true;
            }
            if (deadline != null) {
                deadline.cancel(false);
            }
            arrivals.lost(this);
            if (client != null) {
                if (kindly && client.isConnected()) {
                    goodbye();
                }
                MqttAccess.end(client);
            }
        }

        private void goodbye() {
            try {
                client.disconnectForcibly(GOODBYE_MILLIS, GOODBYE_MILLIS, true);
            } catch (MqttException e) {
                LOG.debug("the broker was gone already", e);
            }
        }
    }
}
