/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.core.protocol.mqtt.MQTTSessionState;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Field;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The MQTT sessions that the broker knows, put in the place of its own map of them. At each CONNECT
 * the broker copies that whole map, only to see whether one session is there: with many sessions,
 * most of what a CONNECT costs. Here it copies the one that it looks for. Thread-safe.
 */
public final class SessionStates extends AbstractMap<String, MQTTSessionState> {

    private static final Logger LOG = LoggerFactory.getLogger(SessionStates.class);
    private static final String PLACE = "sessionStates";

    private final Map<String, MQTTSessionState> all;
    private final ThreadLocal<String> wanted = new ThreadLocal<>();

    private SessionStates(Map<String, MQTTSessionState> all) {
        this.all = all;
    }

    /**
     * Those of a broker; always the same for one. Where they cannot be put in place, a CONNECT
     * stays as slow as the broker makes it.
     *
     * @param server a running broker
     * @throws Exception if the broker has none
     */
    @SuppressWarnings("unchecked")
    public static SessionStates of(ActiveMQServer server) throws Exception {
        MQTTStateManager manager = MQTTStateManager.getInstance(server);
        synchronized (manager) {
            Field place = MQTTStateManager.class.getDeclaredField(PLACE);
            place.setAccessible(true);
            Object there = place.get(manager);
            if (there instanceof SessionStates known) {
                return known;
            }
            SessionStates made = new SessionStates((Map<String, MQTTSessionState>) there);
            try {
                place.set(manager, made);
            } catch (IllegalAccessException e) {
                LOG.debug("the broker's map of sessions stays", e);
            }
            return made;
        }
    }

    /**
     * Runs what looks for one session in a copy of all; the next copy on this thread has no other.
     */
    public void lookFor(String clientId, Runnable task) {
        wanted.set(clientId);
        try {
            task.run();
        } finally {
            wanted.remove();
        }
    }

    /** Every session, whoever looks for one. */
    public Collection<MQTTSessionState> everyOne() {
        return all.values();
    }

    @Override
    public int size() {
        String one = wanted.get();
        return one == null ? all.size() : all.containsKey(one) ? 1 : 0;
    }

    @Override
    public Set<Map.Entry<String, MQTTSessionState>> entrySet() {
        String one = wanted.get();
        if (one == null) {
            return all.entrySet();
        }
        wanted.remove();
        MQTTSessionState state = all.get(one);
        return state == null ? Set.of() : Set.of(Map.entry(one, state));
    }

    @Override
    public MQTTSessionState get(Object clientId) {
        return all.get(clientId);
    }

    @Override
    public boolean containsKey(Object clientId) {
        return all.containsKey(clientId);
    }

    @Override
    public MQTTSessionState put(String clientId, MQTTSessionState state) {
        return all.put(clientId, state);
    }

    @Override
    public MQTTSessionState remove(Object clientId) {
        return all.remove(clientId);
    }

    @Override
    public MQTTSessionState computeIfAbsent(
            String clientId, Function<? super String, ? extends MQTTSessionState> maker) {
        return all.computeIfAbsent(clientId, maker);
    }
}
