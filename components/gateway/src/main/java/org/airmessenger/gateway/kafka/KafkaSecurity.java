/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.kafka;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a client of Kafka proves who it is and whom it trusts.
 *
 * @param tls whether connections are encrypted
 * @param caFile certificates that are trusted, PEM; null means those of the JDK
 * @param certFile the client's own certificate, PEM; null for none
 * @param keyFile its key, PEM (PKCS #8); null for none
 * @param sasl the login; null for none
 */
public record KafkaSecurity(boolean tls, Path caFile, Path certFile, Path keyFile, Sasl sasl) {

    /**
     * A login by SASL.
     *
     * @param mechanism {@code PLAIN}, {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
     * @param user who logs in
     * @param password the secret
     */
    public record Sasl(String mechanism, String user, String password) {

        /** Never tells the password. */
        @Override
        public String toString() {
            return mechanism;
        }

        private String jaas() {
            String module =
                    mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
            return "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                    .formatted(module, quoted(user), quoted(password));
        }

        private static String quoted(String text) {
            return text.replace("\\", "\\\\").replace("\"", "\\\"");
        }
    }

    /**
     * Adds the client's configuration; files are read now.
     *
     * @throws IOException if a file cannot be read
     */
    public void addTo(Map<String, Object> all) throws IOException {
        all.put(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (sasl != null ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        if (tls) {
            addTls(all);
        }
        if (sasl != null) {
            all.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism());
            all.put(SaslConfigs.SASL_JAAS_CONFIG, sasl.jaas());
        }
    }

    private void addTls(Map<String, Object> all) throws IOException {
        all.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, "TLSv1.3,TLSv1.2");
        all.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        if (caFile != null) {
            all.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            all.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, text(caFile));
        }
        if (certFile != null) {
            all.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            all.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(certFile));
            all.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, text(keyFile));
        }
    }

    private static String text(Path pem) throws IOException {
        return Files.readString(pem, StandardCharsets.US_ASCII);
    }
}
