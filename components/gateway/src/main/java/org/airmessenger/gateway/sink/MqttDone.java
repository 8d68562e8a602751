/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/** After the publishing: takes the component's headers away, and gives its failure on. */
public final class MqttDone implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().removeHeaders("CamelPahoMqtt5*");
        Object failure = exchange.removeProperty(ExchangePropertyKey.EXCEPTION_CAUGHT);
        if (failure instanceof Exception why) {
            exchange.setException(why);
        }
    }
}
