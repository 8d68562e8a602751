/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.Handover;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The route behind the door is replaced while devices are connected. */
class DoorHandoverTest {

    @TempDir Path directory;

    @Test
    void keepsConnectionsAndOrderWhenAnotherRouteTakesOver() throws Exception {
        HeldStep before = new HeldStep();
        HeldStep after = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, before)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            CompletableFuture<Mqtt5PublishResult> first = publish(device);
            HeldStep.Held held = before.next();
            Handover former = consumer(kit, "door");
            former.letGo();
            addRoute(kit, after);
            CompletableFuture<Mqtt5PublishResult> second = publish(device);
            assertThat(former.isIdle()).isFalse();
            held.keep();
            assertThat(first.get(10, TimeUnit.SECONDS).getError()).isEmpty();
            after.next().keep();
            assertThat(second.get(10, TimeUnit.SECONDS).getError()).isEmpty();
            await().until(former::isIdle);

            kit.context.getRouteController().stopRoute("door");
            kit.context.removeRoute("door");
            CompletableFuture<Mqtt5PublishResult> third = publish(device);
            after.next().keep();
            assertThat(third.get(10, TimeUnit.SECONDS).getError()).isEmpty();
            device.disconnect();
        }
    }

    @Test
    void goesBackToTheFormerRoute() throws Exception {
        HeldStep before = new HeldStep();
        try (DoorKit kit = DoorKit.start(directory, before)) {
            Mqtt5BlockingClient device = kit.connectFive("thermo-1");
            Handover former = consumer(kit, "door");
            former.letGo();
            addRoute(kit, new HeldStep());
            former.takeOver();
            kit.context.getRouteController().stopRoute("next");
            CompletableFuture<Mqtt5PublishResult> answer = publish(device);
            before.next().keep();
            assertThat(answer.get(10, TimeUnit.SECONDS).getError()).isEmpty();
            device.disconnect();
        }
    }

    private static Handover consumer(DoorKit kit, String route) {
        return (Handover) kit.context.getRoute(route).getConsumer();
    }

    private static void addRoute(DoorKit kit, HeldStep step) throws Exception {
        kit.context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        errorHandler(noErrorHandler());
                        from("airbroker:door").routeId("next").process(step);
                    }
                });
    }

    private static CompletableFuture<Mqtt5PublishResult> publish(Mqtt5BlockingClient device) {
        return device.toAsync().publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
    }
}
