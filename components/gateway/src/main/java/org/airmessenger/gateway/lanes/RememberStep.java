/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LastValues;
import org.airmessenger.message.LastValues.Last;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.function.LongSupplier;

/**
 * Remembers a message as the last of its topic. It stands behind the lanes, so nothing that was
 * refused comes by; a resend of what is known already is not news.
 */
public final class RememberStep extends AsyncProcessorSupport implements CamelContextAware {

    private CamelContext camelContext;
    private LastValues values;

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        values = camelContext.getRegistry().lookupByNameAndType(LastValues.BEAN, LastValues.class);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (values != null
                && !Boolean.TRUE.equals(exchange.getProperty(AirHeaders.DUPLICATE))
                && exchange.getMessage().getBody() instanceof byte[] body) {
            remember(exchange.getMessage(), body);
        }
        callback.done(true);
        return true;
    }

    private void remember(Message message, byte[] body) {
        if (message.getHeader(AirHeaders.TOPIC) instanceof String topic) {
            values.remember(
                    new Last(
                            topic,
                            body,
                            text(message, AirHeaders.ID),
                            number(message, AirHeaders.TIME, System::currentTimeMillis),
                            number(message, AirHeaders.EXPIRY, () -> 0),
                            text(message, AirHeaders.CONTENT_TYPE),
                            text(message, AirHeaders.CONTENT_ENCODING),
                            text(message, AirHeaders.KEY_ID)));
        }
    }

    private static String text(Message message, String header) {
        return message.getHeader(header) instanceof String text ? text : null;
    }

    private static long number(Message message, String header, LongSupplier otherwise) {
        return message.getHeader(header) instanceof Long number ? number : otherwise.getAsLong();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
