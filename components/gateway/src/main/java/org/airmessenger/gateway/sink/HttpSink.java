/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.gateway.payload.Coding;
import org.airmessenger.gateway.payload.EventBatch;
import org.airmessenger.message.DeliveryException;

import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.vertx.http.DefaultVertxHttpBinding;
import org.apache.camel.component.vertx.http.VertxHttpEndpoint;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One HTTP destination, as the Kamelet {@code air-http-sink} sees it: the binding of a {@code
 * vertx-http} endpoint that makes the request of a message or a list of messages and the verdict of
 * the answer. URL, keys and TLS live in here and not in the endpoint's URI, so they are in no log
 * and no error of Camel's.
 *
 * <p>On success the exchange ends normally; otherwise it carries a {@link DeliveryException}. The
 * exchange's body is afterwards what it was before. Setters take the Kamelet's parameters as they
 * are; {@link #open()} checks them.
 */
public final class HttpSink extends DefaultVertxHttpBinding {

    private static final String RAW = "raw:";
    private static final BoundedBody ANSWERS = new BoundedBody();

    private final Map<String, String> parameters = new HashMap<>();
    private final Clock clock = Clock.systemUTC();
    private HttpSinkSettings settings;
    private Signature signature;
    private Compression compression;
    private Verdicts verdicts;
    private volatile WebClient client;

    /** Where requests go: {@code https://host[:port]/path?query}. */
    public void setUrl(String url) {
        parameters.put("url", url);
    }

    /** POST (default), PUT or PATCH. */
    public void setMethod(String method) {
        parameters.put("method", method);
    }

    /** Lines of {@code Name: value}, sent with every request. */
    public void setHeaders(String headers) {
        parameters.put("headers", headers);
    }

    /**
     * Signs requests if given; at least 16 characters after the {@code raw:} in front. Without that
     * Camel would take a key that begins with {@code #} for a reference, and tell it in an error.
     */
    public void setHmacKey(String hmacKey) {
        boolean raw = hmacKey != null && hmacKey.startsWith(RAW);
        parameters.put("hmacKey", raw ? hmacKey.substring(RAW.length()) : hmacKey);
    }

    /** What a whole request may take: 100 ms to 5 min, as {@code 10s}; default 10 s. */
    public void setTimeout(String timeout) {
        parameters.put("timeout", timeout);
    }

    /** Certificates that are trusted, PEM; default the JDK's. */
    public void setCaFile(String caFile) {
        parameters.put("caFile", caFile);
    }

    /** Client certificate, PEM. */
    public void setCertFile(String certFile) {
        parameters.put("certFile", certFile);
    }

    /** Its key, PEM, PKCS #8. */
    public void setKeyFile(String keyFile) {
        parameters.put("keyFile", keyFile);
    }

    /** Where relative paths of files start from: the gateway's folder. */
    public void setHome(String home) {
        parameters.put("home", home);
    }

    /** {@code true} allows plain {@code http://} to other addresses than loopback. */
    public void setAllowPlain(String allowPlain) {
        parameters.put("allowPlain", allowPlain);
    }

    /** {@code none} (default), {@code gzip}, {@code zstd}, {@code auto}. */
    public void setCompress(String compress) {
        parameters.put("compress", compress);
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5001 to AIR-5009
     */
    public void open() {
        settings = HttpSinkCheck.check(parameters);
        signature = settings.hmacKey() == null ? null : new Signature(settings.hmacKey());
        compression = new Compression(settings.compress());
        verdicts = new Verdicts(settings.peer(), settings.timeout(), clock);
    }

    /** Closes the connections. */
    public synchronized void close() {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    @Override
    public HttpRequest<Buffer> prepareHttpRequest(VertxHttpEndpoint endpoint, Exchange exchange) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        HttpRequest<Buffer> request =
                client(endpoint.getComponent().getVertx())
                        .request(
                                settings.method(),
                                settings.port(),
                                settings.host(),
                                settings.target())
                        .ssl(settings.tls())
                        .followRedirects(false)
                        .connectTimeout(settings.timeout().toMillis())
                        .as(ANSWERS);
        try {
            byte[] content = encode(message, request, exchange);
            message.setBody(Buffer.buffer(content));
        } catch (IOException | IllegalArgumentException e) {
            message.setBody(body);
            throw DeliveryException.refused(String.valueOf(e.getMessage()));
        }
        return request;
    }

    private byte[] encode(Message message, HttpRequest<Buffer> request, Exchange exchange)
            throws IOException {
        MultiMap headers = request.headers();
        settings.headers().forEach(headers::set);
        Object body = message.getBody();
        List<Message> messages = Bodies.messages(message);
        byte[] content;
        boolean coded = false;
        if (body instanceof List) {
            content = EventBatch.of(messages);
            headers.set("Content-Type", EventBatch.CONTENT_TYPE);
        } else {
            SingleEvent.headers(message, headers, clock.millis());
            if (SingleEvent.isTooLarge(headers)) {
                // most servers take 8 KB of headers; their refusal would look like an outage
                headers.clear();
                settings.headers().forEach(headers::set);
                headers.set("Content-Type", EventBatch.SINGLE_TYPE);
                content = EventBatch.one(message);
            } else {
                content = Bodies.bytes(message);
                coded = headers.contains("Content-Encoding");
            }
        }
        Coding coding = Coding.NONE;
        if (!coded) {
            Compression.Coded result = compression.apply(content);
            content = result.content();
            coding = result.coding();
        }
        if (coding != Coding.NONE) {
            headers.set("Content-Encoding", coding.token());
        }
        if (signature != null) {
            headers.set(Signature.HEADER, signature.of(content, clock.millis() / 1000));
        }
        exchange.setProperty(
                Request.PROPERTY, new Request(body, messages, body instanceof List, coding));
        return content;
    }

    @Override
    public void handleResponse(
            VertxHttpEndpoint endpoint,
            Exchange exchange,
            AsyncResult<HttpResponse<Buffer>> response) {
        Request request = (Request) exchange.removeProperty(Request.PROPERTY);
        exchange.getMessage().setBody(request.body());
        if (response.failed()) {
            exchange.setException(verdicts.unanswered(response.cause()));
            return;
        }
        HttpResponse<Buffer> answer = response.result();
        compression.learn(
                answer.getHeader("Accept-Encoding"),
                answer.statusCode() == 415 && request.coding() != Coding.NONE);
        DeliveryException verdict = verdicts.of(answer, request);
        if (verdict != null) {
            exchange.setException(verdict);
        }
    }

    private WebClient client(Vertx vertx) {
        WebClient current = client;
        return current != null ? current : openClient(vertx);
    }

    private synchronized WebClient openClient(Vertx vertx) {
        if (client == null) {
            try {
                client = HttpSinkClient.open(vertx, settings);
            } catch (RuntimeException e) {
                // a file that changed since the start is no message's fault
                throw verdicts.unanswered(e);
            }
        }
        return client;
    }
}
