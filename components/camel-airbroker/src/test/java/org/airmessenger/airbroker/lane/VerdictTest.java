/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.DeliveryException;

import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

class VerdictTest {

    @Test
    void takesNoFailureForAYes() {
        assertThat(Verdict.of(null).kind()).isEqualTo(Verdict.Kind.ACCEPTED);
    }

    @Test
    void takesAConnectionOrATimeDeepInTheCausesForAway() {
        assertThat(Verdict.of(new IllegalStateException(new ConnectException("x"))).kind())
                .isEqualTo(Verdict.Kind.AWAY);
        assertThat(Verdict.of(new RuntimeException(new TimeoutException())).kind())
                .isEqualTo(Verdict.Kind.AWAY);
    }

    @Test
    void takesAnExceptionAboutContentForARefusal() {
        for (Exception content :
                List.of(
                        new IllegalArgumentException("bad"),
                        new NumberFormatException("x"),
                        new java.text.ParseException("x", 1),
                        new org.xml.sax.SAXException("x"),
                        new java.nio.charset.MalformedInputException(1),
                        new org.apache.camel.TypeConversionException(
                                "x", String.class, new RuntimeException()))) {
            Verdict verdict = Verdict.of(new RuntimeCamelException(content));
            assertThat(verdict.kind()).as(content.toString()).isEqualTo(Verdict.Kind.REFUSED);
            assertThat(verdict.unsure()).isFalse();
        }
    }

    @Test
    void takesAnythingElseForAwayButIsNotSure() {
        for (Exception unknown :
                List.of(
                        new RuntimeException("broker timed out"),
                        new java.util.concurrent.RejectedExecutionException("full"),
                        new IllegalStateException("throttled"))) {
            Verdict verdict = Verdict.of(unknown);
            assertThat(verdict.kind()).isEqualTo(Verdict.Kind.AWAY);
            assertThat(verdict.unsure()).isTrue();
        }
        assertThat(Verdict.of(new IOException("x")).unsure()).isFalse();
    }

    @Test
    void readsTheSinksOwnVerdictBeforeItsCauses() {
        Map<String, String> named = Map.of("a", "bad");
        Verdict verdict =
                Verdict.of(new RuntimeException(DeliveryException.refused("partly", named)));
        assertThat(verdict.kind()).isEqualTo(Verdict.Kind.REFUSED);
        assertThat(verdict.refused()).isEqualTo(named);
        assertThat(Verdict.of(DeliveryException.away("busy", 5)).retryAfterNanos())
                .isEqualTo(5_000_000);
    }

    @Test
    void readsHowManyWereAcceptedBeforeAndThatTheSinkIsNotSure() {
        Verdict away = Verdict.of(DeliveryException.away("busy", 5).after(3));
        assertThat(away.kind()).isEqualTo(Verdict.Kind.AWAY);
        assertThat(away.accepted()).isEqualTo(3);
        assertThat(away.unsure()).isFalse();
        assertThat(away.retryAfterNanos()).isEqualTo(5_000_000);
        Verdict unsure = Verdict.of(DeliveryException.unsure("crashed").after(1));
        assertThat(unsure.kind()).isEqualTo(Verdict.Kind.AWAY);
        assertThat(unsure.unsure()).isTrue();
        assertThat(unsure.accepted()).isEqualTo(1);
    }

    @Test
    void cutsALongReason() {
        assertThat(Verdict.of(new RuntimeException("x".repeat(10_000))).reason()).hasSize(500);
    }

    @Test
    void endsWithCausesThatGoInCircles() {
        RuntimeException first = new RuntimeException("first");
        first.initCause(new RuntimeException("second", first));
        assertThat(Verdict.of(first).kind()).isEqualTo(Verdict.Kind.AWAY);
    }
}
