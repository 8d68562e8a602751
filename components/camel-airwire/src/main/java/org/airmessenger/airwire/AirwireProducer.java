/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.session.Limits;
import org.airmessenger.airwire.transport.TlsOnDisk;
import org.airmessenger.message.DeliveryException;

import io.netty.handler.ssl.SslContext;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * Sends messages to another gateway over one connection of its own. A message is accepted when that
 * gateway has it on disk. A list of messages goes out together: packed, and compressed where that
 * makes it smaller.
 */
public class AirwireProducer extends DefaultAsyncProducer {

    private static final String STAYED = "air_sink_presence_stayed_total";
    private static final int PORT = 7443;
    private static final int WINDOW = 1024;
    private static final int MAX_FRAME = 1 << 21;
    private static final int MAX_BATCH = 1 << 20;
    private static final int ALIASES = 1024;
    private static final int IDLE_SECONDS = 10;
    private static final long MAX_QUEUED_BYTES = 64 << 20;
    private static final int MAX_QUEUED = 10_000;
    private static final long RETRY_MIN = 200;
    private static final long RETRY_MAX = 5_000;

    private final AirwireEndpoint endpoint;
    private AirwireClient client;
    private LinkState state;
    private LinkTopics topics;
    private ScheduledExecutorService timer;

    AirwireProducer(AirwireEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        timer =
                endpoint.getCamelContext()
                        .getExecutorServiceManager()
                        .newScheduledThreadPool(this, "airwire-link", 1);
        state = new LinkState(endpoint.getPeer());
        topics =
                new LinkTopics(
                        endpoint.getLink().getPresence(),
                        endpoint.getComponent().meters().counter(STAYED));
        client = AirwireClient.open(options(), message -> {}, state);
    }

    private ClientOptions options() throws Exception {
        LinkConfiguration link = endpoint.getLink();
        String peer = endpoint.getPeer();
        // an address of IPv6 has colons of its own, and brackets around it
        int colon = peer.indexOf(':', peer.indexOf(']') + 1);
        String host = colon < 0 ? peer : peer.substring(0, colon);
        int port = colon < 0 ? PORT : Integer.parseInt(peer.substring(colon + 1));
        Limits limits =
                new Limits(
                        MAX_FRAME,
                        WINDOW,
                        0,
                        WINDOW,
                        MAX_FRAME,
                        IDLE_SECONDS,
                        link.isPack() ? MAX_BATCH : 0,
                        link.isPack(),
                        List.of(),
                        true,
                        null);
        return ClientOptions.renewing(host, port, tls(host, link))
                .device(link.getDevice())
                .limits(limits)
                .queue(MAX_QUEUED, MAX_QUEUED_BYTES)
                .retry(RETRY_MIN, RETRY_MAX);
    }

    private static Supplier<SslContext> tls(String host, LinkConfiguration link) throws Exception {
        if (link.isPlain()) {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw new IllegalArgumentException(
                        "AIR-1406 the wire protocol without TLS must go to loopback only but goes to "
                                + host
                                + "; use TLS");
            }
            return null;
        }
        if (link.getCaFile() == null) {
            throw new IllegalArgumentException(
                    "AIR-1408 a link to another gateway must know its authorities but caFile is not set; set it");
        }
        return new TlsOnDisk(
                path(link.getCertFile()), path(link.getKeyFile()), Path.of(link.getCaFile()));
    }

    private static Path path(String file) {
        return file == null ? null : Path.of(file);
    }

    @Override
    protected void doStop() throws Exception {
        if (client != null) {
            client.close();
            client = null;
            state.close();
        }
        if (timer != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(timer);
            timer = null;
        }
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        AirwireClient line = client;
        if (line != null) {
            state.announce(exchange);
        }
        if (line == null || !line.isUp()) {
            exchange.setException(
                    DeliveryException.away(
                            "AIR-1409 the line to %s must be up but is not: %s; it is tried again by itself"
                                    .formatted(endpoint.getPeer(), state.reason()),
                            0));
            callback.done(true);
            return true;
        }
        LinkRequest request =
                new LinkRequest(
                        messages(exchange),
                        endpoint.getPeer(),
                        topics,
                        failure -> {
                            exchange.setException(failure);
                            callback.done(false);
                        });
        request.send(line, node(), endpoint.getLink().getTimeoutMillis(), timer);
        return false;
    }

    private String node() {
        String node = endpoint.getLink().getNode();
        return node == null ? endpoint.getComponent().getConfiguration().node() : node;
    }

    private static List<Message> messages(Exchange exchange) {
        if (exchange.getIn().getBody() instanceof List<?> list) {
            List<Message> messages = new ArrayList<>(list.size());
            list.forEach(one -> messages.add((Message) one));
            return messages;
        }
        return List.of(exchange.getIn());
    }
}
