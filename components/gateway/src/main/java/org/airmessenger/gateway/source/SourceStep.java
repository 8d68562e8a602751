/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes a door's message of what a component of Camel brought: identity, headers and id. Headers
 * from outside do not come in. How it ended decides what becomes of it, see {@link #ended}.
 */
abstract class SourceStep extends AsyncProcessorSupport implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(SourceStep.class);

    /** The same message would be refused again. */
    private static final Set<Refusal> FOR_GOOD =
            EnumSet.of(
                    Refusal.NOT_AUTHENTICATED,
                    Refusal.BANNED,
                    Refusal.NOT_ALLOWED,
                    Refusal.TOO_LARGE,
                    Refusal.NO_RECEIVER,
                    Refusal.MALFORMED,
                    Refusal.UNREADABLE);

    private final Set<Refusal> told = EnumSet.noneOf(Refusal.class);
    private CamelContext camelContext;
    private LiveModel model;
    private SourceMeters meters;
    private String device = "";
    private String topic = "";
    private String contentType = "";
    private int priority = -1;
    private String door = "bridge";

    /** In whose name messages come, a device of {@code conf/devices.yaml}. */
    public void setDevice(String device) {
        this.device = device;
    }

    /** Where messages are published; {@code ${device}} stands for the device's id. */
    public void setTopic(String topic) {
        this.topic = topic;
    }

    /** Media type of the bodies; empty leaves it to what came. */
    public void setContentType(String contentType) {
        this.contentType = contentType;
    }

    /** What is asked for, 0–9; -1 asks for nothing. */
    public void setPriority(int priority) {
        if (priority < -1 || priority > 9) {
            throw new IllegalArgumentException(
                    "AIR-1101 priority must be 0-9, or -1 for none, but was " + priority);
        }
        this.priority = priority;
    }

    /** The word of this kind of source, as a door has one. */
    public void setDoor(String door) {
        this.door = door;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        model = CamelContextHelper.mandatoryLookup(camelContext, LiveModel.BEAN, LiveModel.class);
        meters = new SourceMeters(camelContext, door);
        if (!device.isEmpty()) {
            checkDevice();
        }
        if (!topic.isEmpty()) {
            String problem = Topics.problemOfName(sample(topic));
            if (problem != null) {
                throw new IllegalArgumentException("AIR-1103 " + problem + ", correct the source");
            }
        }
    }

    private void checkDevice() {
        Device known = model.current().devices().get(device);
        if (known == null || known.revoked()) {
            throw new IllegalArgumentException(
                    "AIR-1102 a source must speak as a device that may come in but "
                            + Quoted.of(device)
                            + (known == null ? " is not in conf/devices.yaml" : " is revoked")
                            + ", add it or name another");
        }
    }

    /** What came, as a message; its identity is still to be proven. */
    final SourceMessage make(
            Exchange exchange, String asDevice, String asTopic, Map<String, Object> more) {
        long now = System.currentTimeMillis();
        Map<String, Object> headers = new HashMap<>(more);
        headers.put(AirHeaders.DEVICE, asDevice);
        headers.put(AirHeaders.TOPIC, asTopic.replace("${device}", asDevice));
        headers.put(AirHeaders.DOOR, door);
        headers.putIfAbsent(AirHeaders.QOS, 1);
        headers.put(AirHeaders.TIME, now);
        headers.putIfAbsent(AirHeaders.ID, Ids.next(now));
        if (!contentType.isEmpty()) {
            headers.put(AirHeaders.CONTENT_TYPE, contentType);
        }
        if (priority >= 0) {
            headers.putIfAbsent(AirHeaders.PRIORITY, priority);
        }
        byte[] body = exchange.getMessage().getBody(byte[].class);
        return new SourceMessage(body == null ? new byte[0] : body, headers, true);
    }

    /** A topic as configured, with something for each of its words. */
    String sample(String template) {
        return template.replace("${device}", device);
    }

    /**
     * A look at a message before it goes on its way.
     *
     * @throws RefusedException if it must not
     */
    void check(SourceMessage message) {
        // nothing that the guard would not see
    }

    /** The configured device. */
    final String device() {
        return device;
    }

    /** The configured topic. */
    final String topic() {
        return topic;
    }

    final SourceMeters meters() {
        return meters;
    }

    /** Puts a message into an exchange; the rest of the route finds it as a door would make it. */
    final void fill(Exchange exchange, SourceMessage message) {
        Message in = exchange.getMessage();
        in.setBody(message.body());
        in.setHeaders(new HashMap<>(message.headers()));
        Identity identity = identity(message);
        if (identity.tenant() != null) {
            in.setHeader(AirHeaders.TENANT, identity.tenant());
        }
        exchange.setProperty(AirHeaders.IDENTITY, identity);
        exchange.setProperty(AirHeaders.ID_GIVEN, message.idGiven());
    }

    /** Asked for with every message: who was removed or revoked speaks no more. */
    private Identity identity(SourceMessage message) {
        String id = String.valueOf(message.headers().get(AirHeaders.DEVICE));
        Device known = DeviceIds.isValid(id) ? model.current().devices().get(id) : null;
        if (known == null) {
            throw new RefusedException(
                    Refusal.NOT_AUTHENTICATED,
                    "AIR-1104 a message must come from a device of conf/devices.yaml but came from "
                            + Quoted.of(id)
                            + ", add it");
        }
        if (known.revoked()) {
            throw new RefusedException(
                    Refusal.BANNED, "AIR-1105 a device must not be revoked but " + id + " is");
        }
        return new Identity(id, known.tenant(), known.policy(), door);
    }

    /** Sends a message on its way and answers for it when it ended. */
    final void begin(Exchange exchange, SourceMessage message) {
        Endings endings = new Endings();
        exchange.setProperty(AirHeaders.ENDINGS, endings);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new SynchronizationAdapter() {
                            @Override
                            public void onDone(Exchange ended) {
                                endings.ended(!ended.isFailed());
                                settle(ended, message);
                            }
                        });
        try {
            check(message);
            fill(exchange, message);
        } catch (RefusedException refused) {
            exchange.setException(refused);
        }
    }

    private void settle(Exchange exchange, SourceMessage message) {
        Exception failure = exchange.getException();
        RefusedException refused = exchange.getException(RefusedException.class);
        if (failure == null) {
            meters.kept(message);
            forget();
            ended(exchange, message, null, true);
            return;
        }
        Refusal reason = refused == null ? Refusal.FAILED : refused.refusal();
        // at most once is never tried again
        boolean forGood = FOR_GOOD.contains(reason) || message.qos() == 0;
        if (isNew(reason)) {
            LOG.warn(
                    "AIR-1106 a message of the source {} must be kept but was refused ({}) and {};"
                            + " told once until one is kept: {}",
                    exchange.getFromRouteId(),
                    reason.word(),
                    forGood ? "is skipped" : "comes again",
                    failure.getMessage());
        }
        if (forGood) {
            meters.refused(reason, message.qos());
            exchange.setException(null);
        } else {
            meters.retried();
        }
        ended(exchange, message, refused, forGood);
    }

    private boolean isNew(Refusal reason) {
        synchronized (told) {
            return told.add(reason);
        }
    }

    private void forget() {
        synchronized (told) {
            told.clear();
        }
    }

    /**
     * A message ended.
     *
     * @param refused why it was not kept; null if it was, or if something failed
     * @param over kept, or refused for good; otherwise it must come again
     */
    abstract void ended(
            Exchange exchange, SourceMessage message, RefusedException refused, boolean over);

    @Override
    public final CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public final void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
