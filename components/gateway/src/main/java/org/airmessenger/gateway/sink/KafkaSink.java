/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.producer.Producer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * One Kafka destination, as the Kamelet {@code air-kafka-sink} sees it: as a step it makes one
 * record per message; as the client factory of Camel's Kafka component it owns the producer. So
 * brokers, passwords and keys are in no URI, and a producer that failed can be replaced.
 *
 * <p>Setters take the Kamelet's parameters as they are; {@link #open()} checks them.
 */
public final class KafkaSink extends DefaultKafkaClientFactory implements Processor {

    private final Map<String, String> parameters = new HashMap<>();
    private KafkaSinkSettings settings;
    private volatile KafkaOutlet outlet;

    /** {@code host:port}, separated by commas. */
    public void setBrokers(String brokers) {
        parameters.put("brokers", brokers);
    }

    /** A topic, or a template as {@code air-{tenant}}; after {@code raw:}. */
    public void setTopic(String topic) {
        parameters.put("topic", Parameters.secret(topic));
    }

    /** 100 ms to 2 min, as {@code 10s} (default). */
    public void setTimeout(String timeout) {
        parameters.put("timeout", timeout);
    }

    /** {@code none} (default), {@code gzip}, {@code zstd}, {@code auto}. */
    public void setCompress(String compress) {
        parameters.put("compress", compress);
    }

    /** {@code false} connects without TLS. */
    public void setTls(String tls) {
        parameters.put("tls", tls);
    }

    /** {@code true} allows connections without TLS to other addresses than loopback. */
    public void setAllowPlain(String allowPlain) {
        parameters.put("allowPlain", allowPlain);
    }

    /** Certificates that are trusted, PEM; default the JDK's. */
    public void setCaFile(String caFile) {
        parameters.put("caFile", caFile);
    }

    /** Client certificate, PEM. */
    public void setCertFile(String certFile) {
        parameters.put("certFile", certFile);
    }

    /** Its key, PEM, PKCS #8. */
    public void setKeyFile(String keyFile) {
        parameters.put("keyFile", keyFile);
    }

    /** {@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512}. */
    public void setSaslMechanism(String mechanism) {
        parameters.put("saslMechanism", mechanism);
    }

    /** Who logs in, after {@code raw:}. */
    public void setSaslUser(String user) {
        parameters.put("saslUser", Parameters.secret(user));
    }

    /** The password, after {@code raw:}. */
    public void setSaslPassword(String password) {
        parameters.put("saslPassword", Parameters.secret(password));
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5101 to AIR-5108
     */
    public void open() {
        settings = KafkaSinkCheck.check(parameters);
        outlet = outlet();
    }

    /** For Camel: the brokers are known here. */
    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return settings.brokers();
    }

    /** For Camel: the producer, which takes what this step made. */
    @Override
    public Producer<Object, Object> getProducer(Properties ignored) {
        outlet = outlet();
        return outlet;
    }

    private KafkaOutlet outlet() {
        KafkaVerdicts verdicts =
                new KafkaVerdicts(settings.brokers(), settings.topic().isFixed(), System::nanoTime);
        return new KafkaOutlet(() -> KafkaClient.open(settings), verdicts);
    }

    /** One record per message; a message that cannot be one is refused, the others go. */
    @Override
    public void process(Exchange exchange) throws IOException {
        KafkaAttempt attempt = new KafkaAttempt(exchange, outlet.line());
        List<KafkaRecord> records = new ArrayList<>(attempt.messages().size());
        for (Message message : attempt.messages()) {
            try {
                records.add(KafkaRecord.of(attempt, message, settings.topic()));
            } catch (IllegalArgumentException e) {
                if (message.getHeader(AirHeaders.ID) == null) {
                    // without an id it cannot be named: alone it will be
                    throw DeliveryException.refused(e.getMessage());
                }
                attempt.refuse(message, e.getMessage());
            }
        }
        exchange.setProperty(Attempt.PROPERTY, attempt);
        exchange.getMessage().setBody(records);
    }
}
