/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.message.RefusedException;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts tokens once somebody collects it. */
final class TokenMetrics {

    private volatile MeterRegistry meters;

    void bind(MeterRegistry registry, Tokens tokens) {
        meters = registry;
        Gauge.builder("air_control_tokens_key_age_seconds", tokens, all -> all.keyAge().toSeconds())
                .register(registry);
        Gauge.builder("air_control_tokens_revoked", tokens, Tokens::revokedCount)
                .register(registry);
    }

    void issued() {
        MeterRegistry now = meters;
        if (now != null) {
            now.counter("air_control_tokens_issued_total").increment();
        }
    }

    /** The codes are a fixed set of words. */
    void refused(RefusedException refusal) {
        MeterRegistry now = meters;
        if (now != null) {
            String code = refusal.getMessage().substring(0, 8);
            now.counter("air_control_tokens_refused_total", "code", code).increment();
        }
    }
}
