/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import org.airmessenger.airbroker.AirbrokerComponent;
import org.airmessenger.airbroker.broker.BrokerConfiguration;
import org.airmessenger.airbroker.down.CommandsConfiguration;
import org.airmessenger.door.TestIdentities;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Plan;

import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A gateway of one door, one step and one lane, with a real broker on a free port. */
final class DoorKit implements AutoCloseable {

    /** Every message has somewhere to go, and goes to local subscribers, too. */
    private static final Plan TO_ALL = new Plan(List.of("all"), Set.of(), true, 4);

    final TestIdentities identities = new TestIdentities();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final BrokerConfiguration options = new BrokerConfiguration();
    final CommandsConfiguration commands = new CommandsConfiguration();
    final DefaultCamelContext context = new DefaultCamelContext();

    private DoorKit(Path directory) {
        options.setDataDirectory(directory.toString());
        options.setMqttEnabled(false);
        options.setMqttPort(0);
        options.setPlainEnabled(true);
        options.setPlainPort(0);
        options.setPlainAnonymous(true);
        options.setMinDiskFreeBytes(0);
        options.setMaxDiskUsagePercent(100);
    }

    static DoorKit start(Path directory, AsyncProcessor step) throws Exception {
        return start(directory, options -> {}, step);
    }

    static DoorKit start(Path directory, Consumer<BrokerConfiguration> more, AsyncProcessor step)
            throws Exception {
        return start(
                directory,
                more,
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:lane/all").routeId("all").process(exchange -> {});
                        from("airbroker:door")
                                .routeId("door")
                                .process(step)
                                .setProperty(AirHeaders.PLAN, () -> TO_ALL)
                                .to("airbroker:lanes");
                    }
                });
    }

    static DoorKit start(Path directory, Consumer<BrokerConfiguration> more, RouteBuilder routes)
            throws Exception {
        DoorKit kit = new DoorKit(directory);
        more.accept(kit.options);
        return start(kit, routes);
    }

    /** With what the kit itself is to be. */
    static DoorKit startKit(Path directory, Consumer<DoorKit> more, RouteBuilder routes)
            throws Exception {
        DoorKit kit = new DoorKit(directory);
        more.accept(kit);
        return start(kit, routes);
    }

    private static DoorKit start(DoorKit kit, RouteBuilder routes) throws Exception {
        AirbrokerComponent component = new AirbrokerComponent();
        component.setConfiguration(kit.options);
        component.setCommands(kit.commands);
        kit.context.getRegistry().bind("identities", kit.identities);
        kit.context.getRegistry().bind("meters", kit.meters);
        kit.context.addComponent("airbroker", component);
        kit.context.getShutdownStrategy().setTimeout(10);
        kit.context.addRoutes(routes);
        try {
            kit.context.start();
        } catch (Exception e) {
            kit.close();
            throw e;
        }
        return kit;
    }

    ActiveMQServer server() {
        return ((AirbrokerComponent) context.getComponent("airbroker")).server();
    }

    Door door() {
        return ((AirbrokerComponent) context.getComponent("airbroker")).door();
    }

    Broker broker() {
        return context.getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
    }

    int plainPort() {
        return broker().port("mqtt-plain");
    }

    double count(String name, String... tags) {
        var counter = meters.find(name).tags(tags).counter();
        return counter == null ? 0 : counter.count();
    }

    Mqtt5BlockingClient five(String device) {
        return Mqtt5Client.builder()
                .identifier(device)
                .serverHost("127.0.0.1")
                .serverPort(plainPort())
                .buildBlocking();
    }

    Mqtt5BlockingClient connectFive(String device) {
        Mqtt5BlockingClient client = five(device);
        client.connect();
        return client;
    }

    Mqtt3BlockingClient three(String device) {
        return Mqtt3Client.builder()
                .identifier(device)
                .serverHost("127.0.0.1")
                .serverPort(plainPort())
                .buildBlocking();
    }

    Mqtt3BlockingClient connectThree(String device) {
        Mqtt3BlockingClient client = three(device);
        client.connect();
        return client;
    }

    @Override
    public void close() {
        context.stop();
    }
}
