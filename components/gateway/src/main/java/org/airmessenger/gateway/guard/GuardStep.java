/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Finding;
import org.airmessenger.gateway.trace.Finding.Verdict;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Quoted;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the steps of the guard share: they find the room's state in the context, turn a refusal into
 * the exchange's exception, and count it.
 */
abstract class GuardStep extends AsyncProcessorSupport implements CamelContextAware {

    private static final String ROOM = "guard";

    private CamelContext camelContext;
    private Guard guard;
    private Witness witness;

    /** Refuses the message by throwing, or lets it through by returning. */
    abstract void check(Exchange exchange);

    /**
     * Tells what was decided and by which entry of the configuration; called after {@link #check},
     * and only if somebody wants to know.
     *
     * @param refusal what was refused, or null: the message goes on
     */
    abstract void explain(Exchange exchange, RefusedException refusal, Witness witness);

    @Override
    public final boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            check(exchange);
        } catch (RefusedException refusal) {
            guard.countRefused(refusal.refusal());
            exchange.setException(refusal);
        } catch (RuntimeException failure) {
            exchange.setException(failure);
        }
        if (witness != null) {
            explain(exchange, exchange.getException(RefusedException.class), witness);
        }
        callback.done(true);
        return true;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        guard = Guard.of(camelContext);
        witness = Witness.of(camelContext);
    }

    /**
     * The identity that the door proved.
     *
     * @throws RefusedException {@link Refusal#NOT_AUTHENTICATED} if there is none: a header is no
     *     proof
     */
    static Identity identityOf(Exchange exchange) {
        if (exchange.getProperty(AirHeaders.IDENTITY) instanceof Identity identity) {
            return identity;
        }
        throw new RefusedException(
                Refusal.NOT_AUTHENTICATED,
                "AIR-2001 a message must carry the identity that its door proved but had none, "
                        + "send it through a door");
    }

    /**
     * The policies, which know this identity's.
     *
     * @throws RefusedException {@link Refusal#NOT_ALLOWED} if its policy is gone
     */
    final PolicyBook policiesFor(Identity identity) {
        PolicyBook policies = guard.policies();
        if (!policies.has(identity.policy())) {
            throw new RefusedException(
                    Refusal.NOT_ALLOWED,
                    "AIR-2002 a device must have a policy that exists but its policy was "
                            + Quoted.of(identity.policy())
                            + ", add it to conf/policies.yaml");
        }
        return policies;
    }

    final Guard guard() {
        return guard;
    }

    /** Tells a witness that the message is refused, and by which entry. */
    static void refused(Witness witness, String what, RefusedException refusal, Cause cause) {
        witness.saw(new Finding(ROOM, what, Verdict.REFUSED, refusal.getMessage(), cause));
    }

    /** Tells a witness that the message goes on, and by which entry. */
    static void passed(Witness witness, String what, String text, Cause cause) {
        witness.saw(new Finding(ROOM, what, Verdict.PASSED, text, cause));
    }

    /** The entry of the policy of a message's device, or null if nobody proved who it is. */
    static Cause policyEntry(Exchange exchange, String... keys) {
        if (!(exchange.getProperty(AirHeaders.IDENTITY) instanceof Identity identity)) {
            return null;
        }
        List<String> way = new ArrayList<>(List.of(identity.policy()));
        way.addAll(List.of(keys));
        return new Cause(Cause.POLICIES, way);
    }

    /**
     * Size of a message in bytes: its body and its user properties, names and values. A door always
     * gives bytes, so any other body is converted.
     */
    static int sizeOf(Exchange exchange) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        byte[] bytes = body instanceof byte[] given ? given : message.getBody(byte[].class);
        long size = bytes == null ? 0 : bytes.length;
        if (message.hasHeaders()) {
            for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
                String name = header.getKey();
                if (name.startsWith(AirHeaders.USER_PREFIX)) {
                    size += utf8(name, AirHeaders.USER_PREFIX.length());
                    size += header.getValue() instanceof String value ? utf8(value, 0) : 0;
                }
            }
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** How many bytes the text has in UTF-8, from a character on; a surrogate counts two. */
    private static int utf8(String text, int from) {
        int bytes = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    static int within(String name, int value, int least, int most) {
        return (int) within(name, (long) value, least, most);
    }

    static long within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "AIR-2020 %s must be %d–%d but was %d, correct conf/gateway.properties"
                            .formatted(name, least, most, value));
        }
        return value;
    }

    @Override
    public final CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public final void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
