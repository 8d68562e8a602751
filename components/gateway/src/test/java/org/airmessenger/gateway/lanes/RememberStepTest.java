/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LastValues;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class RememberStepTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<LastValues.Last> remembered = new ArrayList<>();
    private final LastValues values =
            new LastValues() {
                @Override
                public Last of(String topic) {
                    return null;
                }

                @Override
                public void remember(Last last) {
                    remembered.add(last);
                }
            };
    private RememberStep step;

    @BeforeEach
    void start() {
        context.getRegistry().bind(LastValues.BEAN, values);
        step = step();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private RememberStep step() {
        RememberStep made = new RememberStep();
        made.setCamelContext(context);
        made.start();
        return made;
    }

    private Exchange message(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(AirHeaders.TOPIC, "a");
        exchange.getMessage().setHeader(AirHeaders.ID, "id-1");
        exchange.getMessage().setHeader(AirHeaders.TIME, 5L);
        exchange.getMessage().setHeader(AirHeaders.EXPIRY, 9L);
        exchange.getMessage().setHeader(AirHeaders.CONTENT_TYPE, "text/plain");
        exchange.getMessage().setHeader(AirHeaders.CONTENT_ENCODING, "gzip");
        exchange.getMessage().setHeader(AirHeaders.KEY_ID, "key-1");
        return exchange;
    }

    private void pass(Exchange exchange) {
        boolean[] done = new boolean[1];
        assertThat(step.process(exchange, sync -> done[0] = sync)).isTrue();
        assertThat(done[0]).isTrue();
        assertThat(exchange.getException()).isNull();
    }

    @Test
    void remembersBodyAndWhatSaysWhatItIs() {
        byte[] body = {1, 2};
        pass(message(body));
        assertThat(remembered)
                .containsExactly(
                        new LastValues.Last(
                                "a", body, "id-1", 5, 9, "text/plain", "gzip", "key-1"));
    }

    @Test
    void aResendIsNoNews() {
        Exchange again = message(new byte[] {1});
        again.setProperty(AirHeaders.DUPLICATE, true);
        pass(again);
        assertThat(remembered).isEmpty();
    }

    @Test
    void whatIsNoMessageOfATopicPasses() {
        Exchange none = message(new byte[0]);
        none.getMessage().removeHeader(AirHeaders.TOPIC);
        pass(none);
        pass(message(List.of("no bytes")));
        assertThat(remembered).isEmpty();
    }

    @Test
    void whatSaysNothingOfItselfIsTakenAsItIs() {
        Exchange bare = new DefaultExchange(context);
        bare.getMessage().setBody(new byte[0]);
        bare.getMessage().setHeader(AirHeaders.TOPIC, "a");
        pass(bare);
        assertThat(remembered.get(0).expiry()).isZero();
        assertThat(remembered.get(0).contentType()).isNull();
        assertThat(remembered.get(0).time()).isPositive();
    }

    @Test
    void passesWhereNothingIsRemembered() {
        context.getRegistry().unbind(LastValues.BEAN);
        step = step();
        pass(message(new byte[0]));
        assertThat(remembered).isEmpty();
    }
}
