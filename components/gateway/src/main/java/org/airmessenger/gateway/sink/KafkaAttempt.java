/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.apache.camel.Exchange;

/** A request to Kafka: all its records go over the line that was there when it began. */
final class KafkaAttempt extends Attempt {

    private final KafkaLine line;

    KafkaAttempt(Exchange exchange, KafkaLine line) {
        super(exchange);
        this.line = line;
    }

    /** The line of all its records. */
    KafkaLine line() {
        return line;
    }
}
