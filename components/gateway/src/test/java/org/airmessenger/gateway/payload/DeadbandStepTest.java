/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.RefusedException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class DeadbandStepTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CamelContext camel = new DefaultCamelContext();
    private final DeadbandStep step = new DeadbandStep(nanos::get);

    @BeforeEach
    void prepare() {
        camel.getRegistry().bind("meters", meters);
        step.setCamelContext(camel);
        step.setField("/celsius");
        step.setAbsolute(0.5);
    }

    @AfterEach
    void stop() {
        step.stop();
    }

    private Exchange offer(String device, String topic, String body) {
        step.init();
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader(AirHeaders.DEVICE, device);
        exchange.getMessage().setHeader(AirHeaders.TOPIC, topic);
        exchange.getMessage().setBody(body.getBytes());
        exchange.setProperty(AirHeaders.ENDINGS, new Endings());
        step.process(exchange, sync -> {});
        return exchange;
    }

    private Exchange offer(double celsius) {
        return offer("thermo-1", "t", "{\"celsius\":" + celsius + "}");
    }

    private static boolean isHeld(Exchange exchange) {
        return exchange.getProperty(DeadbandStep.HOLD, Boolean.class);
    }

    private static boolean end(Exchange exchange, boolean kept) {
        exchange.getProperty(AirHeaders.ENDINGS, Endings.class).ended(kept);
        return !isHeld(exchange);
    }

    private boolean keeps(double celsius) {
        return end(offer(celsius), true);
    }

    @Test
    void passesWhatMovedAndHoldsWhatDidNot() {
        assertThat(keeps(20)).isTrue();
        assertThat(keeps(20.5)).as("the band belongs to it").isFalse();
        assertThat(keeps(19.5)).isFalse();
        assertThat(keeps(20.51)).isTrue();
        assertThat(keeps(20.2)).as("compared with the last kept").isFalse();
        assertThat(keeps(20)).isTrue();
        assertThat(meters.counter("air_payload_held_total", "reason", "unmoved").count())
                .isEqualTo(3);
    }

    @Test
    void aSlowDriftIsReported() {
        int kept = 0;
        for (int i = 0; i <= 100; i++) {
            kept += keeps(20 + i * 0.1) ? 1 : 0;
        }
        assertThat(kept).isBetween(15, 21);
    }

    @Test
    void percentIsOfTheLastKeptNumber() {
        step.setAbsolute(0);
        step.setPercent(10);
        assertThat(keeps(-100)).isTrue();
        assertThat(keeps(-110)).isFalse();
        assertThat(keeps(-110.1)).isTrue();
        assertThat(keeps(0)).isTrue();
        assertThat(keeps(0)).as("no move at all is within any band").isFalse();
        assertThat(keeps(0.001)).isTrue();
    }

    @Test
    void theSilenceIsNeverLongerThanAllowed() {
        step.setMaxSilenceMillis(1000);
        assertThat(keeps(20)).isTrue();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        assertThat(keeps(20)).isFalse();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(keeps(20)).isTrue();
        assertThat(keeps(20)).isFalse();
    }

    @Test
    void devicesAndTopicsDoNotHoldOneAnother() {
        assertThat(keeps(20)).isTrue();
        assertThat(isHeld(offer("thermo-2", "t", "{\"celsius\":20}"))).isFalse();
        assertThat(isHeld(offer("thermo-1", "u", "{\"celsius\":20}"))).isFalse();
        assertThat(isHeld(offer("thermo-1", "t", "{\"celsius\":20}"))).isTrue();
    }

    @Test
    void whatTheLanesRefusedHoldsNothingBack() {
        Exchange refused = offer(20);
        end(refused, false);
        assertThat(keeps(20)).as("the device sends it again").isTrue();
        assertThat(keeps(20)).isFalse();
    }

    @Test
    void holdsNothingBackThatAMessageOnItsWayCouldMakeNews() {
        assertThat(keeps(20)).isTrue();
        Exchange moving = offer(25);
        assertThat(isHeld(moving)).isFalse();
        // near the last kept one, but if 25 is kept the last reported would be wrong
        Exchange back = offer(20.1);
        assertThat(isHeld(back)).isFalse();
        // near all that may be the last kept in the end: none of 20, 25, 20.1
        assertThat(isHeld(offer(25))).isFalse();
    }

    @Test
    void theLastSentIsTheReferenceInWhateverOrderTheJournalAnswers() {
        Exchange first = offer(20);
        Exchange second = offer(30);
        end(second, true);
        end(first, true);
        assertThat(keeps(30)).isFalse();
        assertThat(keeps(20)).isTrue();
    }

    @Test
    void aBodyWithoutNumberIsTreatedAsOptioned() {
        String[] none = {"", "{", "{}", "{\"celsius\":\"20\"}", "{\"celsius\":1e999}", "[1]"};
        for (String body : none) {
            assertThat(isHeld(offer("d", "t", body))).as(body).isFalse();
        }
        step.setOnUnreadable("hold");
        for (String body : none) {
            assertThat(isHeld(offer("d", "t", body))).as(body).isTrue();
        }
        assertThat(meters.counter("air_payload_held_total", "reason", "unreadable").count())
                .isEqualTo(none.length);
        step.setOnUnreadable("refuse");
        assertThat(offer("d", "t", "{}").getException())
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("AIR-8031");
    }

    @Test
    void whatIsCompressedOrTooLargeIsNotRead() {
        step.setMaxParsedBytes(20);
        step.setOnUnreadable("hold");
        assertThat(isHeld(offer("d", "t", "{\"celsius\":20}" + " ".repeat(20)))).isTrue();
    }

    @Test
    void whileNothingIsKeptYetNothingIsHeldBack() {
        for (int i = 0; i < 3; i++) {
            Exchange exchange = offer(20);
            assertThat(isHeld(exchange)).isFalse();
        }
    }

    @Test
    void memoryIsBoundedInNumberAndBytes() {
        step.setMaxStreams(100);
        step.setMaxStateBytes(1 << 20);
        for (int i = 0; i < 10_000; i++) {
            end(offer("thermo-" + i, "t", "{\"celsius\":20}"), true);
        }
        assertThat(step.remembered()).isLessThanOrEqualTo(100);
    }

    @Test
    void longKeysCountByTheirBytes() {
        step.setMaxStreams(1_000_000);
        step.setMaxStateBytes(1 << 16);
        for (int i = 0; i < 1_000; i++) {
            end(offer("thermo-" + i, "t".repeat(500), "{\"celsius\":20}"), true);
        }
        assertThat(step.remembered()).isLessThanOrEqualTo((1 << 16) / 1000);
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertThatThrownBy(() -> step.setField("celsius")).hasMessageStartingWith("AIR-8001");
        assertThatThrownBy(() -> step.setPercent(101)).hasMessageStartingWith("AIR-8001");
        assertThatThrownBy(() -> step.setAbsolute(Double.NaN)).hasMessageStartingWith("AIR-8001");
        step.setAbsolute(0);
        assertThatThrownBy(step::init).hasMessageContaining("absolute or percent");
    }
}
