/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchException;

import org.airmessenger.message.DeliveryException;

import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ConnectException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

class HttpVerdictTest {

    private static final String URL = "https://user:secret@functions.example/in?key=secret";

    private final HttpVerdict verdict =
            new HttpVerdict(Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

    private static HttpOperationFailedException answer(int status, Map<String, String> headers) {
        return new HttpOperationFailedException(URL, status, "text", null, headers, "no such unit");
    }

    private Exception told(Exception failure) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
        return catchException(() -> verdict.process(exchange));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 411, 412, 413, 414, 415, 422, 428, 431, 499})
    void takesAStatusAboutTheContentForARefusal(int status) {
        assertThat(told(answer(status, Map.of())))
                .isInstanceOfSatisfying(
                        DeliveryException.class,
                        it -> {
                            assertThat(it.isAway()).isFalse();
                            assertThat(it)
                                    .hasMessageStartingWith("AIR-5030")
                                    .hasMessageEndingWith(status + " no such unit");
                        });
    }

    @ParameterizedTest
    @ValueSource(
            ints = {100, 204, 301, 401, 402, 403, 404, 405, 407, 408, 410, 425, 429, 500, 503, 504})
    void takesEveryOtherStatusForAnOutage(int status) {
        assertThat(told(answer(status, Map.of())))
                .isInstanceOfSatisfying(
                        DeliveryException.class, it -> assertThat(it.isAway()).isTrue());
    }

    @Test
    void honoursRetryAfterInAnyCase() {
        assertThat(told(answer(429, Map.of("retry-after", "7"))))
                .isInstanceOfSatisfying(
                        DeliveryException.class,
                        it -> assertThat(it.retryAfterMillis()).isEqualTo(7000));
    }

    @Test
    void livesWithAnAnswerThatHasNeitherHeadersNorBody() {
        assertThat(told(new HttpOperationFailedException(URL, 503, "", null, null, null)))
                .hasMessage("AIR-5023 the sink was answered 503");
    }

    @Test
    void findsTheStatusBehindOtherExceptions() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        assertThat(told(new CamelExecutionException("x", exchange, answer(422, Map.of()))))
                .hasMessageStartingWith("AIR-5030");
    }

    @Test
    void tellsNoUrl() {
        for (int status : new int[] {302, 422, 500}) {
            assertThat(told(answer(status, Map.of())))
                    .hasMessageNotContainingAny("secret", "functions.example");
        }
    }

    @Test
    void letsEveryOtherFailureGoOnAsItIs() {
        Exception away = DeliveryException.away("AIR-5020 gone", 5);
        Exception wire = new ConnectException("refused");
        assertThat(told(away)).isSameAs(away);
        assertThat(told(wire)).isSameAs(wire);
    }
}
