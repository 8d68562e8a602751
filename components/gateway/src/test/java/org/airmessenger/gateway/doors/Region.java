/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import org.airmessenger.gateway.AirGateway;

import java.nio.file.Path;

/** Another gateway, to which the first one forwards, and a device that listens there. */
final class Region implements AutoCloseable {

    private static final String EDGE = "edge-1";
    private static final String EAR = "ear";
    private static final String POLICIES =
            """
            gateway:
              publish: ["letters/#"]
              limits: { messagesPerSecond: 1000, burst: 2000, bytesPerSecond: 100MB, maxMessageBytes: 64KB }
              maxPriority: 9
            ear: { subscribe: ["letters/#"] }
            """;

    private final House house;
    private final MqttDevice ear;

    Region(Path folder) throws Exception {
        house = new House(folder);
        house.write("policies.yaml", POLICIES);
        house.addBy("gateway", EDGE);
        house.addBy(EAR, EAR);
        house.start("air.source.wire.gateways=" + EDGE, "air.source.wire.node=region");
        ear = MqttDevice.at(house.port(AirGateway.MQTT), house.certificates, EAR, "letters/#");
    }

    /** Parameters of the sink that forwards to it. */
    String parameters() {
        return "{ host: \"localhost:%d\", caFile: \"%2$s/ca.pem\", certFile: \"%2$s/%3$s.pem\", keyFile: \"%2$s/%3$s.key\" }"
                .formatted(house.port(AirGateway.WIRE), house.certificates, EDGE);
    }

    /** The next message that comes out there. */
    Letter next() throws Exception {
        return ear.next();
    }

    @Override
    public void close() {
        ear.close();
        house.close();
    }
}
