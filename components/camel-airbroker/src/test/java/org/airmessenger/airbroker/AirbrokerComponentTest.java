/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.Broker;

import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

class AirbrokerComponentTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "airbroker:window, AIR-1001",
        "airbroker:door/mqtt, AIR-1002",
        "airbroker:lanes/cloud, AIR-1002",
        "airbroker:lane, AIR-1002",
        "airbroker:lane/Not Good, AIR-1002",
        "airbroker:door?nosuch=1, nosuch"
    })
    void refusesAnEndpointThatItDoesNotKnow(String uri, String code) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> context.getEndpoint(uri)).hasStackTraceContaining(code);
        }
    }

    @Test
    void refusesToStartADoorWithoutIdentities() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            AirbrokerComponent component = new AirbrokerComponent();
            component.getConfiguration().setDataDirectory(directory.toString());
            component.setCamelContext(context);
            assertThatThrownBy(component::start).hasMessageStartingWith("AIR-1005");
        }
    }

    @Test
    @Timeout(90) // without the lock the broker would wait for ever
    void aDataDirectoryIsOneGatewaysAlone() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext();
                ChildProcess first = ChildProcess.start(Holder.class, directory)) {
            assertThat(first.await("held")).isEqualTo(directory.toString());
            AirbrokerComponent component = new AirbrokerComponent();
            component.getConfiguration().setDataDirectory(directory.toString());
            component.getConfiguration().setMqttEnabled(false);
            component.setCamelContext(context);
            assertThatThrownBy(component::start)
                    .hasMessageStartingWith("AIR-1036")
                    .hasMessageContaining(directory.toString());
            first.kill();
            component.start();
            assertThat(component.server().isActive()).isTrue();
            component.stop();
        }
    }

    /** Another gateway with the same directory, until it is killed. */
    static final class Holder {

        public static void main(String[] arguments) throws Exception {
            AirbrokerComponent component = new AirbrokerComponent();
            component.getConfiguration().setDataDirectory(arguments[0]);
            component.getConfiguration().setMqttEnabled(false);
            component.setCamelContext(new DefaultCamelContext());
            component.start();
            ChildProcess.say("held " + arguments[0]);
            new CountDownLatch(1).await();
        }
    }

    @Test
    void refusesAProducerToTheDoorAndAConsumerOfAllLanes() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> context.getEndpoint("airbroker:door").createProducer())
                    .hasMessageStartingWith("AIR-1003");
            assertThatThrownBy(() -> context.getEndpoint("airbroker:lanes").createConsumer(e -> {}))
                    .hasMessageStartingWith("AIR-1003");
        }
    }

    @Test
    void saysWhichJournalRunsAndBindsItsFacts() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            AirbrokerComponent component = new AirbrokerComponent();
            component.getConfiguration().setDataDirectory(directory.toString());
            component.getConfiguration().setMqttEnabled(false);
            component.getConfiguration().setMaxDiskUsagePercent(100);
            component.getConfiguration().setMinDiskFreeBytes(0);
            context.addComponent("airbroker", component);
            context.start();
            Broker broker = context.getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
            assertThat(broker.canPersist()).isTrue();
            assertThat(broker.problem()).isEmpty();
            assertThat(broker.port("mqtt")).isZero();
            assertThat(broker.facts().get("journal").toString())
                    .startsWith(LibaioContext.isLoaded() ? "aio" : "nio (");
            assertThat(component.server().getConfiguration().getJournalType().name())
                    .isEqualTo(LibaioContext.isLoaded() ? "ASYNCIO" : "NIO");
            assertThat(broker.facts())
                    .containsEntry("dataDirectory", directory.toString())
                    .containsEntry("connections", 0)
                    .containsKeys("diskUsagePercent", "memoryMaxBytes", "version");
        }
    }

    @Test
    void refusesToPersistOnADiskThatIsLow() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            AirbrokerComponent component = new AirbrokerComponent();
            component.getConfiguration().setDataDirectory(directory.toString());
            component.getConfiguration().setMqttEnabled(false);
            component.getConfiguration().setMinDiskFreeBytes(Long.MAX_VALUE / 2);
            context.addComponent("airbroker", component);
            context.start();
            Broker broker = context.getRegistry().lookupByNameAndType(Broker.BEAN, Broker.class);
            assertThat(broker.canPersist()).isFalse();
            assertThat(broker.problem()).startsWith("AIR-1011");
        }
    }
}
