/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.handmade;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

import java.util.Base64;

/**
 * What a user would build today: Paho → throttle per device → aggregate 100 → HTTP, in a JVM of its
 * own. Prints {@code READY} and runs until it is killed.
 */
public final class HandMadeRoute {

    private static final int BATCH = 100;
    private static final long BATCH_MILLIS = 200;
    private static final long PER_SECOND = 5_000;

    private HandMadeRoute() {}

    /**
     * Runs it.
     *
     * @param args the broker's port on this machine, the function's URL
     */
    public static void main(String[] args) throws Exception {
        Main main = new Main();
        main.configure().addRoutesBuilder(new Routes(args[0], args[1]));
        main.start();
        System.out.println("READY");
        Thread.currentThread().join();
    }

    private static final class Routes extends RouteBuilder {
        private final String port;
        private final String function;

        Routes(String port, String function) {
            this.port = port;
            this.function = function;
        }

        @Override
        public void configure() {
            fromF(
                            "paho-mqtt5:sensors/#?brokerUrl=tcp://127.0.0.1:%s&clientId=hand-made&qos=1"
                                    + "&cleanStart=false&sessionExpiryInterval=3600",
                            port)
                    .throttle(PER_SECOND)
                    .correlationExpression(header("CamelMqttTopic"))
                    .aggregate(constant(true), new Batch())
                    .completionSize(BATCH)
                    .completionTimeout(BATCH_MILLIS)
                    .process(exchange -> exchange.getMessage().removeHeaders("*"))
                    .setHeader(Exchange.HTTP_METHOD, constant("POST"))
                    .setHeader(
                            Exchange.CONTENT_TYPE, constant("application/cloudevents-batch+json"))
                    .transform(body().append("]"))
                    .to(function.replace("http://", "http:"));
        }
    }

    private static final class Batch implements AggregationStrategy {
        @Override
        public Exchange aggregate(Exchange before, Exchange next) {
            byte[] payload = next.getMessage().getBody(byte[].class);
            StringBuilder text =
                    before == null
                            ? new StringBuilder("[")
                            : before.getMessage().getBody(StringBuilder.class).append(',');
            text.append("{\"data_base64\":\"")
                    .append(Base64.getEncoder().encodeToString(payload))
                    .append("\"}");
            Exchange kept = before == null ? next : before;
            kept.getMessage().setBody(text);
            return kept;
        }
    }
}
