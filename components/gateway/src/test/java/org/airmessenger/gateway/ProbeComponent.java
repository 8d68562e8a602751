/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes when its consumers open and close; {@code probe:fail} cannot be opened. */
public final class ProbeComponent extends DefaultComponent {

    static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    @Override
    protected Endpoint createEndpoint(
            String uri, String remaining, Map<String, Object> parameters) {
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                return new DefaultProducer(this) {
                    @Override
                    public void process(org.apache.camel.Exchange exchange) {
                        EVENTS.add("sent " + remaining);
                    }
                };
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                return new DefaultConsumer(this, processor) {
                    @Override
                    protected void doStart() throws Exception {
                        super.doStart();
                        if (remaining.equals("fail")) {
                            throw new java.net.BindException("port 1 is in use");
                        }
                        EVENTS.add("open " + remaining);
                    }

                    @Override
                    protected void doStop() throws Exception {
                        EVENTS.add("close " + remaining);
                        super.doStop();
                    }
                };
            }
        };
    }
}
