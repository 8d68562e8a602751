/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/** What the local broker's answer means for a message to devices. */
public final class DeviceVerdict implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage()
                .setHeader(AirHeaders.TOPIC, exchange.removeProperty(DeviceSink.CAME_FROM));
        Object fine = exchange.removeProperty(DeviceSink.NOBODY_IS_FINE);
        Object failure = exchange.removeProperty(ExchangePropertyKey.EXCEPTION_CAUGHT);
        if (failure instanceof RefusedException refused) {
            boolean nobody = refused.refusal() == Refusal.NO_RECEIVER;
            if (!nobody || !Boolean.TRUE.equals(fine)) {
                exchange.setException(nobody ? nobody() : verdict(refused));
            }
        } else if (failure instanceof Exception other) {
            exchange.setException(other);
        }
    }

    private static DeliveryException nobody() {
        return DeliveryException.refused(
                "AIR-5143 a topic for devices must have a subscriber but has none; it is tried again,"
                        + " or accepted with nobody: accept");
    }

    private static DeliveryException verdict(RefusedException refused) {
        String text = "AIR-5144 the message cannot be given to devices: " + refused.getMessage();
        return switch (refused.refusal()) {
            case TOO_LARGE, MALFORMED, UNREADABLE, NOT_ALLOWED -> DeliveryException.refused(text);
            default -> DeliveryException.away(text, refused.retryAfterMillis());
        };
    }
}
