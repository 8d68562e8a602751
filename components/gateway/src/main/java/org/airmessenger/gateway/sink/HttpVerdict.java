/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Reason;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

import java.time.Clock;
import java.util.Map;

/**
 * The verdict of a sink that is not ours but speaks HTTP with one of Camel's own components: they
 * throw the same exception for every status. A 4xx about the content refuses, as it does in {@code
 * air-http-sink}; every other failure goes on as it is, for delivery to judge.
 *
 * <p>To be called with the failure caught. The new text names the status and what the answer says,
 * but not the URL: it may hold a key.
 */
public final class HttpVerdict implements Processor {

    private static final int MAX_DEPTH = 20;
    private static final String RETRY_AFTER = "Retry-After";

    private final Clock clock;

    /** On the machine's clock. */
    public HttpVerdict() {
        this(Clock.systemUTC());
    }

    HttpVerdict(Clock clock) {
        this.clock = clock;
    }

    /**
     * Tells the verdict.
     *
     * @throws Exception the verdict, always
     */
    @Override
    public void process(Exchange exchange) throws Exception {
        throw verdict(exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Exception.class));
    }

    private Exception verdict(Exception failure) {
        int depth = 0;
        for (Throwable cause = failure;
                cause != null && depth < MAX_DEPTH;
                cause = cause.getCause(), depth++) {
            if (cause instanceof DeliveryException told) {
                return told;
            }
            if (cause instanceof HttpOperationFailedException answer) {
                return verdict(answer);
            }
        }
        return failure;
    }

    private DeliveryException verdict(HttpOperationFailedException answer) {
        int status = answer.getStatusCode();
        String text =
                "the sink was answered %d %s"
                        .formatted(status, Reason.of(answer.getResponseBody()))
                        .strip();
        if (Status.isRedirect(status)) {
            return DeliveryException.away("AIR-5024 " + text + ": set the URL that it names", 0);
        }
        if (Status.isAway(status) || Status.isAccepted(status)) {
            // a 2xx that Camel takes for a failure is a range that somebody set in the sink
            return DeliveryException.away("AIR-5023 " + text, wish(answer.getResponseHeaders()));
        }
        return DeliveryException.refused("AIR-5030 " + text);
    }

    private long wish(Map<String, String> headers) {
        if (headers == null) {
            return 0;
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (RETRY_AFTER.equalsIgnoreCase(header.getKey())) {
                return RetryAfter.millis(header.getValue(), clock.instant());
            }
        }
        return 0;
    }
}
