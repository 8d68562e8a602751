/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fetches a resource if it changed (RFC 9110, section 13: ETag and Last-Modified). Ends the
 * exchange, well, if there is nothing new. What was fetched is the next step's to bring into the
 * lanes, again and again if it must be.
 */
public final class PollStep extends AsyncProcessorSupport implements CamelContextAware {

    /** Header: the media type that the answer had. */
    static final String CONTENT_TYPE = "Content-Type";

    private static final Logger LOG = LoggerFactory.getLogger(PollStep.class);

    private final PollSettings settings = new PollSettings();
    private final AtomicBoolean busy = new AtomicBoolean();
    private CamelContext camelContext;
    private MeterRegistry meters;
    private ExecutorService executor;
    private HttpClient client;
    private volatile Seen seen = new Seen(null, null);
    private volatile String trouble = "";

    private record Seen(String etag, String modified) {}

    /** What is fetched: {@code https://…}; {@code http://} to loopback, or with allowPlain. */
    public void setUrl(String url) {
        settings.url(url);
    }

    /** Lines of {@code Name: value} sent with every request. */
    public void setHeaders(String headers) {
        settings.headers(headers);
    }

    /** Longest wait for the whole answer, in milliseconds, 100–300,000. */
    public void setTimeoutMillis(long timeout) {
        settings.timeout(timeout);
    }

    /** Largest body, in bytes, 1–16,777,216. */
    public void setMaxBytes(int maxBytes) {
        settings.maxBytes(maxBytes);
    }

    /** Certificates that are trusted, PEM; empty means those of the JDK. */
    public void setCaFile(String file) {
        settings.caFile(file);
    }

    /** Allows {@code http://} to other addresses than loopback. */
    public void setAllowPlain(boolean allow) {
        settings.allowPlain(allow);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        settings.check();
        MeterRegistry found = camelContext.getRegistry().findSingleByType(MeterRegistry.class);
        meters = found == null ? new SimpleMeterRegistry() : found;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        executor = camelContext.getExecutorServiceManager().newFixedThreadPool(this, "AirPoll", 2);
        client = settings.client(executor);
    }

    @Override
    protected void doStop() throws Exception {
        client = null;
        camelContext.getExecutorServiceManager().shutdown(executor);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (OwnMessageStep.isAgain(exchange)) {
            callback.done(true);
            return true;
        }
        HttpClient current = client;
        if (current == null || !busy.compareAndSet(false, true)) {
            count("skipped");
            exchange.setRouteStop(true);
            callback.done(true);
            return true;
        }
        Seen before = seen;
        HttpRequest request = settings.request(before.etag, before.modified);
        current.sendAsync(request, answer -> new BoundedAnswer(settings.maxBytes()))
                .orTimeout(settings.timeoutMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(
                        (answer, failure) -> {
                            // only then the next one knows what was seen
                            outcome(exchange, answer, failure);
                            busy.set(false);
                            callback.done(false);
                        },
                        executor);
        return false;
    }

    private void outcome(Exchange exchange, HttpResponse<byte[]> answer, Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            away(cause.getClass().getSimpleName());
        } else if (answer.statusCode() == 304) {
            well("unchanged");
        } else if (answer.statusCode() != 200) {
            away("status " + answer.statusCode());
        } else if (answer.body() == null) {
            away("an answer of more than " + settings.maxBytes() + " bytes");
        } else {
            well("new");
            take(exchange, answer);
            return;
        }
        exchange.setRouteStop(true);
    }

    private void take(Exchange exchange, HttpResponse<byte[]> answer) {
        String etag = answer.headers().firstValue("ETag").orElse(null);
        String modified = answer.headers().firstValue("Last-Modified").orElse(null);
        exchange.getMessage().setBody(answer.body());
        answer.headers()
                .firstValue(CONTENT_TYPE)
                .ifPresent(type -> exchange.getMessage().setHeader(CONTENT_TYPE, type));
        seen = new Seen(etag, modified);
    }

    private void well(String outcome) {
        count(outcome);
        if (!trouble.isEmpty()) {
            trouble = "";
            LOG.info("AIR-1113 {} answers again", settings.place());
        }
    }

    private void away(String what) {
        count("away");
        if (!trouble.equals(what)) {
            trouble = what;
            LOG.warn(
                    "AIR-1112 {} must answer 200 or 304 in time but did not: {}; it is asked again,"
                            + " and this is told once",
                    settings.place(),
                    what);
        }
    }

    private void count(String outcome) {
        meters.counter("air_source_polls_total", "outcome", outcome).increment();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
