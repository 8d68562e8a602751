/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker;

import org.airmessenger.airbroker.broker.BrokerConfiguration;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

import java.util.Map;

/**
 * Owns the embedded broker: started with the component, before any route, and stopped after all of
 * them.
 */
@Component(AirbrokerConstants.SCHEME)
public class AirbrokerComponent extends DefaultComponent {

    private static final String KINDS = "door, lanes or lane/<destination>";

    @Metadata(description = "The embedded broker: journal, limits and listeners.")
    private BrokerConfiguration configuration = new BrokerConfiguration();

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        int slash = remaining.indexOf('/');
        String kind = slash < 0 ? remaining : remaining.substring(0, slash);
        String name = slash < 0 ? null : remaining.substring(slash + 1);
        checkPath(kind, name, uri);
        AirbrokerEndpoint endpoint = new AirbrokerEndpoint(uri, this, kind, name);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    private static void checkPath(String kind, String name, String uri) {
        switch (kind) {
            case AirbrokerConstants.KIND_DOOR, AirbrokerConstants.KIND_LANES -> {
                if (name != null) {
                    throw new IllegalArgumentException(
                            "AIR-1002 airbroker:%s has no name but the URI was %s; write airbroker:%s"
                                    .formatted(kind, uri, kind));
                }
            }
            case AirbrokerConstants.KIND_LANE -> {
                if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
                    throw new IllegalArgumentException(
                            "AIR-1002 a lane's destination must match [a-z0-9][a-z0-9-]{0,62} but the"
                                    + " URI was %s; write airbroker:lane/<destination>"
                                            .formatted(uri));
                }
            }
            default ->
                    throw new IllegalArgumentException(
                            "AIR-1001 the kind of an airbroker endpoint must be %s but was %s in %s"
                                    .formatted(KINDS, kind, uri));
        }
    }

    Consumer createDoorConsumer(AirbrokerEndpoint endpoint, Processor processor) {
        throw new UnsupportedOperationException(endpoint.getEndpointUri() + processor);
    }

    Consumer createLaneConsumer(AirbrokerEndpoint endpoint, Processor processor) {
        throw new UnsupportedOperationException(endpoint.getEndpointUri() + processor);
    }

    Producer createLaneProducer(AirbrokerEndpoint endpoint) {
        throw new UnsupportedOperationException(endpoint.getEndpointUri());
    }

    /** The embedded broker: journal, limits and listeners. */
    public BrokerConfiguration getConfiguration() {
        return configuration;
    }

    /** Sets what the embedded broker is; no effect once the component is started. */
    public void setConfiguration(BrokerConfiguration configuration) {
        this.configuration = configuration;
    }
}
