/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.airwire.client.LineListener;
import org.airmessenger.airwire.client.Message;
import org.airmessenger.airwire.session.Closing;
import org.airmessenger.airwire.transport.WireTls;
import org.airmessenger.door.TestIdentities;
import org.airmessenger.door.TestPki;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.SslContext;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A gateway of one wire door and one step, with real TLS on a free port. */
public final class WireKit implements AutoCloseable {

    /** Long enough for a machine that has other things to do. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    public final TestIdentities identities = new TestIdentities();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final WireConfiguration options = new WireConfiguration();
    public final DefaultCamelContext context = new DefaultCamelContext();
    public final AirwireComponent component = new AirwireComponent();
    public final TestPki.Identity authority;
    public final TestWay way = new TestWay();

    private WireKit(Path directory) throws Exception {
        authority = TestPki.authority("device-ca");
        TestPki.Identity server = TestPki.device("gateway", authority);
        options.setPort(0);
        options.setPlainPort(0);
        options.setCertificateFile(
                server.writeCertificate(directory.resolve("server.pem")).toString());
        options.setKeyFile(server.writeKey(directory.resolve("server.key")).toString());
        options.setClientCaFiles(
                authority.writeCertificate(directory.resolve("ca.pem")).toString());
    }

    static WireKit start(Path directory, AsyncProcessor step) throws Exception {
        return start(directory, kit -> {}, step);
    }

    static WireKit start(Path directory, Consumer<WireKit> more, AsyncProcessor step)
            throws Exception {
        WireKit kit = new WireKit(directory);
        more.accept(kit);
        kit.component.setConfiguration(kit.options);
        kit.context.getRegistry().bind("identities", kit.identities);
        kit.context.getRegistry().bind("meters", kit.meters);
        kit.context.getRegistry().bind("airDownlink", kit.way);
        kit.context.getRegistry().bind("airPresence", kit.way.presence);
        kit.context.addComponent("airwire", kit.component);
        kit.context.getShutdownStrategy().setTimeout(20);
        kit.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airwire:door").routeId("door").process(step);
                    }
                });
        try {
            kit.context.start();
        } catch (Exception e) {
            kit.close();
            throw e;
        }
        return kit;
    }

    int port() {
        return component.port();
    }

    /** TLS of a device with a certificate of the authority; null shows none. */
    SslContext tls(String device) throws Exception {
        return WireTls.client(
                device == null ? null : TestPki.device(device, authority).keyManagers(),
                authority.trustManagers());
    }

    ClientOptions options(String device) throws Exception {
        return ClientOptions.of("127.0.0.1", port(), tls(device)).retry(20, 200);
    }

    /** A client, and what comes down to it. */
    static final class Device implements AutoCloseable, LineListener {

        final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
        final BlockingQueue<String> line = new LinkedBlockingQueue<>();
        final AirwireClient client;

        Device(ClientOptions options) {
            client = AirwireClient.open(options, messages::add, this);
        }

        @Override
        public void up(boolean resumed) {
            line.add(resumed ? "resumed" : "begun");
        }

        @Override
        public void down(Closing closing) {
            line.add(closing.reason());
        }

        String nextLine() throws InterruptedException {
            return line.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        Message nextMessage() throws InterruptedException {
            return messages.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    Device device(String name) throws Exception {
        return new Device(options(name));
    }

    double count(String meter, String... tags) {
        var counter = meters.find(meter).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        context.stop();
    }
}
