/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import org.apache.camel.spi.Metadata;

/** Names that belong to this component alone; a message's names are in {@code AirHeaders}. */
public final class AirbrokerConstants {

    /** The scheme of the component. */
    public static final String SCHEME = "airbroker";

    /** Kind of endpoint: takes devices' messages in (consumer). */
    public static final String KIND_DOOR = "door";

    /** Kind of endpoint: keeps a message in every lane of its plan (producer). */
    public static final String KIND_LANES = "lanes";

    /** Kind of endpoint: one destination's lanes (consumer and producer). */
    public static final String KIND_LANE = "lane";

    /** Kind of endpoint: hands a message to the subscribers of its topic (producer). */
    public static final String KIND_TOPIC = "topic";

    /** Kind of endpoint: who is here, as messages of the gateway's own (consumer). */
    public static final String KIND_PRESENCE = "presence";

    /** Word of the MQTT door in headers, metrics and ports. */
    public static final String DOOR_MQTT = "mqtt";

    /** Word of the plain MQTT listener in {@code Broker.port}. */
    public static final String DOOR_MQTT_PLAIN = "mqtt-plain";

    /** Header of a lane's exchange: whose lane it is. */
    @Metadata(description = "The destination whose lane gives the messages.", javaType = "String")
    public static final String DESTINATION = "AirDestination";

    private AirbrokerConstants() {}
}
