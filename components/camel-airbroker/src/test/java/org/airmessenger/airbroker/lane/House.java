/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.airbroker.AirbrokerEndpoint;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Plan;

import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A real broker on a directory, with lanes; restartable. */
final class House {

    final Path directory;
    final LaneRoomConfiguration roomConfiguration = new LaneRoomConfiguration();
    HandClock clock = new HandClock();
    ActiveMQServer server;
    DefaultCamelContext context;
    LaneRoom room;
    AsyncProducer producer;
    private AirbrokerEndpoint endpoint;
    private boolean realTime;

    House(Path directory) {
        this.directory = directory;
        roomConfiguration.setDataDirectory(directory.resolve("ledger").toString());
    }

    static House open(Path directory) throws Exception {
        House house = new House(directory);
        house.start();
        return house;
    }

    /** With the machine's clock, little memory for lanes and a ledger that is written often. */
    static House openPaging(Path directory) throws Exception {
        House house = new House(directory);
        house.realTime = true;
        house.roomConfiguration.setMaxMemoryBytes(100_000);
        house.roomConfiguration.setPageBytes(50_000);
        house.roomConfiguration.setCheckpointInterval(100);
        house.start();
        return house;
    }

    /** With the machine's clock. */
    static House openOnRealTime(Path directory) throws Exception {
        House house = new House(directory);
        house.realTime = true;
        house.start();
        return house;
    }

    void start() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setPersistenceEnabled(true);
        configuration.setSecurityEnabled(false);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalFileSize(2 << 20);
        configuration.setJournalMinFiles(2);
        configuration.setJournalBufferTimeout_NIO(500_000);
        configuration.setJournalDirectory(directory.resolve("journal").toString());
        configuration.setBindingsDirectory(directory.resolve("bindings").toString());
        configuration.setPagingDirectory(directory.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(directory.resolve("large").toString());
        configuration.setMaxDiskUsage(-1);
        configuration.setMessageExpiryScanPeriod(-1);
        configuration.setWildCardConfiguration(
                new WildcardConfiguration().setDelimiter('/').setSingleWord('+').setAnyWords('#'));
        // what the broker sets for topics must not reach the lanes
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        .setMaxSizeMessages(10)
                        .setPageLimitMessages(50L)
                        .setPageFullMessagePolicy(PageFullMessagePolicy.DROP)
                        .setAutoDeleteQueues(true)
                        .setAutoDeleteAddresses(true)
                        .setMaxDeliveryAttempts(1));
        server = new ActiveMQServerImpl(configuration);
        server.start();
        server.waitForActivation(30, TimeUnit.SECONDS);
        context = new DefaultCamelContext();
        context.getShutdownStrategy().setTimeout(5);
        context.start();
        AirbrokerComponent component = new AirbrokerComponent();
        component.setCamelContext(context);
        endpoint = new AirbrokerEndpoint("airbroker:lanes", component, "lanes", null);
        clock = clock.fresh();
        room =
                realTime
                        ? new LaneRoom(server, context, roomConfiguration)
                        : new LaneRoom(server, context, roomConfiguration, clock);
        room.start();
        producer = (AsyncProducer) room.createProducer(endpoint, null);
    }

    AirbrokerEndpoint endpoint() {
        return endpoint;
    }

    Destination declare(String name, LaneConfiguration configuration) throws Exception {
        return room.declare(name, configuration);
    }

    Consumer consume(String name, LaneConfiguration configuration, Sink sink) throws Exception {
        Consumer consumer = room.createConsumer(endpoint, sink, name, configuration);
        consumer.start();
        return consumer;
    }

    /** A local subscriber's queue. */
    Queue subscribe(String filter) throws Exception {
        return server.createQueue(
                QueueConfiguration.of("sub-" + filter)
                        .setAddress(filter)
                        .setRoutingType(RoutingType.MULTICAST)
                        .setDurable(true)
                        .setAutoCreateAddress(true));
    }

    Exchange message(String id, String device, int qos, Plan plan) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(("body of " + id).getBytes(StandardCharsets.UTF_8));
        exchange.getMessage().setHeader(AirHeaders.ID, id);
        exchange.getMessage().setHeader(AirHeaders.DEVICE, device);
        exchange.getMessage().setHeader(AirHeaders.TOPIC, "sensors/" + device);
        exchange.getMessage().setHeader(AirHeaders.QOS, qos);
        exchange.getMessage().setHeader(AirHeaders.TIME, clock.currentTimeMillis());
        exchange.setProperty(AirHeaders.PLAN, plan);
        return exchange;
    }

    static Plan plan(int priority, String... destinations) {
        return new Plan(List.of(destinations), Set.of(), false, priority);
    }

    CompletableFuture<Exchange> send(Exchange exchange) {
        CompletableFuture<Exchange> kept = new CompletableFuture<>();
        producer.process(
                exchange,
                sync -> {
                    if (exchange.getException() == null) {
                        kept.complete(exchange);
                    } else {
                        kept.completeExceptionally(exchange.getException());
                    }
                });
        return kept;
    }

    CompletableFuture<Exchange> send(String id, String device, int priority, String... to) {
        return send(message(id, device, 1, plan(priority, to)));
    }

    Lanes.Account account(String destination) {
        return room.accounts().stream()
                .filter(account -> account.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    Lanes.Lane lane(String destination) {
        return room.lanes().stream()
                .filter(lane -> lane.destination().equals(destination))
                .findFirst()
                .orElseThrow();
    }

    void restart() throws Exception {
        close();
        start();
    }

    void close() throws Exception {
        room.stop();
        context.stop();
        server.stop();
    }
}
