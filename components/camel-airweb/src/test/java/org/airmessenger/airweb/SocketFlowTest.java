/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.airmessenger.airweb.RawSocket.LAST;
import static org.airmessenger.airweb.RawSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Downlink;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** How much flows by a WebSocket, either way, and in which order. */
class SocketFlowTest {

    @TempDir Path directory;

    private final HeldStep step = new HeldStep();
    private final FakeDownlink down = new FakeDownlink();
    private WebKit kit;

    @AfterEach
    void stop() {
        if (kit != null) {
            kit.close();
        }
    }

    private void start(Consumer<SocketConfiguration> options) throws Exception {
        start(options, step);
    }

    private void start(Consumer<SocketConfiguration> options, AsyncProcessor route)
            throws Exception {
        kit =
                WebKit.withSockets(
                        directory,
                        made -> {
                            options.accept(made.component.getWebSocket());
                            made.context.getRegistry().bind(Downlink.BEAN, down);
                        },
                        route);
    }

    @Test
    void readsNoFurtherThanWhatMayWait() throws Exception {
        start(options -> options.setMaxSocketInFlightBytes(4096));
        try (RawSocket client = RawSocket.open(kit, "thermo-1")) {
            for (int i = 0; i < 100; i++) {
                client.frame(
                        LAST | TEXT, "{'type':'send','ref':" + i + ",'topic':'a/b','text':'x'}");
            }
            // order: one at a time is with the route until it holds its place
            for (int i = 0; i < 100; i++) {
                HeldStep.Held held = step.next();
                double waiting =
                        kit.meters
                                .get("air_source_in_flight_bytes")
                                .tag("door", "websocket")
                                .gauge()
                                .value();
                // what one read of the connection brought may go beyond, no more
                assertThat(waiting).isLessThan(100 * 513.0);
                held.keep();
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.next().text()).contains("\"ref\":" + i + ",");
            }
        }
    }

    @Test
    void halfFramesTakeNoMoreMemoryThanThereIsForAll() throws Exception {
        kit =
                WebKit.withSockets(
                        directory, made -> made.options.setMaxInFlightBytes(100_000), step);
        try (RawSocket half = RawSocket.open(kit, "thermo-1");
                RawSocket other = RawSocket.open(kit, "thermo-2")) {
            half.raw(RawSocket.head(LAST | TEXT, 1_000_000));
            for (int i = 0; i < 9; i++) {
                half.raw(new byte[10_000]);
            }
            other.raw(RawSocket.head(LAST | TEXT, 1_000_000));
            for (int i = 0; i < 5; i++) {
                other.raw(new byte[10_000]);
            }
            RawSocket.Frame end = other.closing();
            assertThat(end.code()).isEqualTo(1013);
            assertThat(end.reason()).startsWith("AIR-1211");
        }
        // what they held is free again
        try (RawSocket client = RawSocket.open(kit, "thermo-3")) {
            String text = "x".repeat(80_000);
            client.frame(LAST | TEXT, "{'type':'send','topic':'a/b','text':'" + text + "'}");
            HeldStep.Held held = step.next();
            assertThat(held.text()).hasSize(80_000);
            held.keep();
        }
    }

    @Test
    void sendsNoMoreThanTheDeviceReads() throws Exception {
        start(options -> options.setSocketWindow(1000));
        SocketDevice slow = SocketDevice.open(kit, kit.client("thermo-1"), SocketDevice.JSON, 1);
        slow.send("{'type':'subscribe','ref':1,'filter':'commands/thermo-1/#'}");
        assertThat(slow.next()).contains("ack");
        String large = "x".repeat(50_000);
        for (int i = 0; i < 1000; i++) {
            down.send("thermo-1", Map.of(), large);
        }
        await().atMost(WebKit.LIMIT).until(() -> down.credit("thermo-1") == 0);
        assertThat(down.given("thermo-1")).isLessThan(1000);
        slow.socket.request(Long.MAX_VALUE);
        for (int i = 1; i <= 1000; i++) {
            assertThat(slow.next()).contains("\"ref\":" + i + ",");
        }
    }

    @Test
    void keepsTheOrderOfADeviceOverItsConnections() throws Exception {
        assertOrder(4, 250);
    }

    @Test
    @Tag("long")
    void keepsTheOrderOfHundredThousandMessages() throws Exception {
        assertOrder(4, 25_000);
    }

    private void assertOrder(int connections, int each) throws Exception {
        int all = connections * each;
        BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
        start(
                options -> {},
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        order.add(
                                Integer.parseInt(
                                        new String(
                                                exchange.getIn().getBody(byte[].class),
                                                StandardCharsets.UTF_8)));
                        CompletableFuture.runAsync(() -> callback.done(false));
                        return false;
                    }
                });
        int sent = 0;
        for (int connection = 0; connection < connections; connection++) {
            SocketDevice device = SocketDevice.open(kit, "thermo-1");
            for (int i = 0; i < each; i++) {
                device.send("{'type':'send','qos':0,'topic':'a/b','text':'" + sent++ + "'}");
            }
            // when the end is answered, all before it was read: a newer one comes behind it
            device.socket.sendClose(1000, "").join();
            assertThat(device.closing()).startsWith("1000");
        }
        await().atMost(WebKit.LIMIT).until(() -> order.size() == all);
        int inversions = 0;
        int last = -1;
        for (int number : order) {
            inversions += number < last ? 1 : 0;
            last = Math.max(last, number);
        }
        assertThat(inversions).isZero();
    }
}
