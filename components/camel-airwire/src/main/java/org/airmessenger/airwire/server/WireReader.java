/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Hops;
import org.airmessenger.airwire.codec.SendAttributes;
import org.airmessenger.airwire.codec.UserProperty;
import org.airmessenger.airwire.session.Incoming;
import org.airmessenger.door.MessageDraft;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Identity;
import org.airmessenger.message.MessageHeaders;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.Map;

/** Reads a message of the wire into the headers of a message (PROTOCOL.md, 6). */
final class WireReader {

    private final boolean isGateway;
    private final String node;
    private final Runnable circles;

    /**
     * A reader for one device.
     *
     * @param isGateway whether the peer may speak for others
     * @param node the name of this gateway
     * @param circles runs when a message comes back that this gateway has sent on before
     */
    WireReader(boolean isGateway, String node, Runnable circles) {
        this.isGateway = isGateway;
        this.node = node;
        this.circles = circles;
    }

    /**
     * Reads.
     *
     * @param intaking on whose way it is
     * @param now epoch milliseconds
     * @throws RefusedException if something is not what it must be
     */
    WireMessage read(Intaking intaking, Incoming in, Identity identity, long now) {
        String problem = MessageDraft.problemOfTopic(in.topic());
        if (problem != null) {
            throw malformed(problem + "; correct it");
        }
        MessageDraft draft = new MessageDraft(identity, now).topic(in.topic()).qos(in.qos());
        String id = in.id();
        if (id != null) {
            draft.id("ID", id);
        }
        Attributes its = in.attributes();
        if (!its.isEmpty()) {
            read(its, draft);
        }
        boolean isIdGiven = draft.isIdGiven();
        MessageHeaders headers = draft.headers();
        if (isGateway) {
            speakForOthers(its, headers, identity);
        }
        return new WireMessage(intaking, in, headers, isIdGiven);
    }

    private static void read(Attributes its, MessageDraft draft) {
        Long seconds = its.get(SendAttributes.EXPIRES_IN);
        if (seconds != null) {
            draft.expiresIn(seconds);
        }
        Long priority = its.get(SendAttributes.PRIORITY);
        if (priority != null) {
            draft.priority("PRIORITY", Long.toString(priority));
        }
        String type = its.get(SendAttributes.CONTENT_TYPE);
        if (type != null) {
            draft.contentType("CONTENT_TYPE", type);
        }
        String trace = its.get(SendAttributes.TRACE);
        if (trace != null) {
            draft.trace("TRACE", trace);
        }
        String replyTo = its.get(SendAttributes.REPLY_TO);
        if (replyTo != null) {
            draft.replyTo("REPLY_TO", replyTo);
        }
        byte[] correlation = its.get(SendAttributes.CORRELATION);
        if (correlation != null) {
            draft.correlation(correlation);
        }
        String encoding = its.get(SendAttributes.CONTENT_ENCODING);
        if (encoding != null) {
            draft.contentEncoding("CONTENT_ENCODING", encoding);
        }
        String key = its.get(SendAttributes.KEY_ID);
        if (key != null) {
            draft.keyId("KEY_ID", key);
        }
        for (UserProperty property : its.all(SendAttributes.USER)) {
            draft.user(property.name(), property.value());
        }
    }

    /** Whose message it was where it came in first; who may send it is decided by the proof. */
    private void speakForOthers(Attributes its, Map<String, Object> headers, Identity identity) {
        String tenant = its.get(SendAttributes.TENANT);
        if (tenant != null && identity.tenant() != null && !tenant.equals(identity.tenant())) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-1410 a gateway of tenant %s must speak for that tenant but spoke for another"
                            .formatted(identity.tenant()));
        }
        String device = its.get(SendAttributes.DEVICE);
        if (device != null) {
            if (!DeviceIds.isValid(device)) {
                throw malformed("DEVICE must be a device id; correct it");
            }
            headers.put(AirHeaders.DEVICE, device);
        }
        if (tenant != null) {
            headers.put(AirHeaders.TENANT, tenant);
        }
        Long time = its.get(SendAttributes.TIME);
        if (time != null) {
            headers.put(AirHeaders.TIME, time);
        }
        Hops hops = its.get(SendAttributes.HOPS);
        if (hops != null) {
            if (hops.nodes().contains(node)) {
                circles.run();
                throw new RefusedException(
                        Refusal.NO_RECEIVER,
                        "AIR-1411 a message must not come back but has passed %s already; mend the rules that send it round"
                                .formatted(node));
            }
            headers.put(AirHeaders.VIA, String.join(",", hops.nodes()));
            headers.put(AirHeaders.HOPS, hops.nodes().size());
        }
    }

    private static RefusedException malformed(String what) {
        return new RefusedException(Refusal.MALFORMED, "AIR-1021 " + what);
    }
}
