/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Report by exception: says in the exchange property {@value #HOLD} whether a number moved too
 * little, compared with the last one that was kept, to be worth a message. Per device and topic,
 * within a bound of memory; who is forgotten is let through, as after a start.
 */
public final class DeadbandStep extends AsyncProcessorSupport implements CamelContextAware {

    /** Exchange property (Boolean): the message is to end here, acknowledged. */
    static final String HOLD = "AirHold";

    /** What an entry costs beside its key, about. */
    private static final int ENTRY_BYTES = 256;

    private static final long MAX_SILENCE_MILLIS = TimeUnit.DAYS.toMillis(366);

    private final LongSupplier nanoClock;
    private CamelContext camelContext;
    private JsonPointer field;
    private double absolute;
    private double percent;
    private long maxSilenceMillis = TimeUnit.MINUTES.toMillis(15);
    private String onUnreadable = "pass";
    private int maxParsedBytes = 65_536;
    private int maxStreams = 100_000;
    private int maxStateBytes = 32 << 20;
    private Cache<String, Deadband> streams;
    private Counter unmoved;
    private Counter unreadable;

    /** Made by Camel. */
    public DeadbandStep() {
        this(System::nanoTime);
    }

    DeadbandStep(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Where the number stands: a JSON pointer (RFC 6901), empty for a body that is the number. */
    public void setField(String field) {
        this.field = Pointers.compile("field", field.equals("/") ? "" : field);
    }

    /** Differences up to this are held back, 0 or more. */
    public void setAbsolute(double absolute) {
        this.absolute = finite("absolute", absolute, Double.MAX_VALUE);
    }

    /** Differences up to this many percent of the last kept number are held back, 0–100. */
    public void setPercent(double percent) {
        this.percent = finite("percent", percent, 100);
    }

    /** After this long a message passes in any case, in milliseconds, up to 366 days. */
    public void setMaxSilenceMillis(long millis) {
        this.maxSilenceMillis = PayloadStep.within("maxSilence", millis, 1, MAX_SILENCE_MILLIS);
    }

    /** What becomes of a body without such a number: {@code pass}, {@code hold}, {@code refuse}. */
    public void setOnUnreadable(String onUnreadable) {
        this.onUnreadable =
                PayloadStep.oneOf("onUnreadable", onUnreadable, List.of("pass", "hold", "refuse"));
    }

    /** Larger bodies are not read, in bytes, 1–16,777,216. */
    public void setMaxParsedBytes(int maxParsedBytes) {
        this.maxParsedBytes =
                (int) PayloadStep.within("maxParsedBytes", maxParsedBytes, 1, 1 << 24);
    }

    /** Most pairs of device and topic that are remembered, 1–10,000,000. */
    public void setMaxStreams(int maxStreams) {
        this.maxStreams = (int) PayloadStep.within("maxStreams", maxStreams, 1, 10_000_000);
    }

    /** Most memory for them, about, in bytes, 1 KiB–1 GiB. */
    public void setMaxStateBytes(int maxStateBytes) {
        this.maxStateBytes =
                (int) PayloadStep.within("maxStateBytes", maxStateBytes, 1024, 1 << 30);
    }

    private static double finite(String name, double value, double most) {
        if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException(
                    "AIR-8001 %s must be 0 to %s but was %s, correct the step's parameters"
                            .formatted(name, most, value));
        }
        return value;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (field == null) {
            throw new IllegalArgumentException(
                    "AIR-8001 field must be a JSON pointer but was not set, as /celsius");
        }
        if (absolute == 0 && percent == 0) {
            throw new IllegalArgumentException(
                    "AIR-8001 absolute or percent must be above 0 but both are 0, set one");
        }
        // both bounds in one: an entry weighs its bytes, but at least its share of all
        int least = (int) Math.max(1, (long) maxStateBytes / maxStreams);
        streams =
                Caffeine.newBuilder()
                        .maximumWeight(maxStateBytes)
                        .weigher(
                                (String key, Deadband value) ->
                                        Math.max(least, ENTRY_BYTES + 2 * key.length()))
                        .build();
        MeterRegistry found = camelContext.getRegistry().findSingleByType(MeterRegistry.class);
        MeterRegistry meters = found == null ? new SimpleMeterRegistry() : found;
        unmoved = meters.counter("air_payload_held_total", "reason", "unmoved");
        unreadable = meters.counter("air_payload_held_total", "reason", "unreadable");
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            exchange.setProperty(HOLD, isHeld(exchange));
        } catch (RuntimeException failure) {
            exchange.setException(failure);
        }
        callback.done(true);
        return true;
    }

    private boolean isHeld(Exchange exchange) {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof List<?>) {
            throw new IllegalArgumentException(
                    "AIR-8030 the deadband must stand before the lanes but got a batch, put"
                            + " air-payload-deadband-action into routes/2-guard.camel.yaml");
        }
        double value = number(message);
        if (Double.isNaN(value)) {
            return isUnreadableHeld();
        }
        Deadband stream = streams.get(key(message), key -> new Deadband());
        long now = nanoClock.getAsLong();
        Deadband.Passage passage =
                stream.offer(
                        value, now, new Deadband.Band(absolute, percent / 100), silenceNanos());
        if (passage == null) {
            unmoved.increment();
            return true;
        }
        // only what was kept may hold others back: a refused one is sent again, and must pass
        if (exchange.getProperty(AirHeaders.ENDINGS) instanceof Endings endings) {
            endings.add(passage);
        } else {
            passage.ended(false);
        }
        return false;
    }

    private long silenceNanos() {
        return TimeUnit.MILLISECONDS.toNanos(maxSilenceMillis);
    }

    private boolean isUnreadableHeld() {
        switch (onUnreadable) {
            case "refuse" ->
                    throw new RefusedException(
                            Refusal.UNREADABLE,
                            "AIR-8031 a body must have a number at "
                                    + (field.toString().isEmpty() ? "its root" : field)
                                    + " but has none that can be read, correct the device or set"
                                    + " onUnreadable to pass");
            case "hold" -> {
                unreadable.increment();
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private double number(Message message) {
        byte[] body = Bodies.bytes(message);
        if (PayloadStep.isOpaque(message) || body.length > maxParsedBytes) {
            return Double.NaN;
        }
        JsonNode root = JsonBody.parse(body);
        JsonNode found = root == null ? null : root.at(field);
        double value = found != null && found.isNumber() ? found.doubleValue() : Double.NaN;
        return Double.isInfinite(value) ? Double.NaN : value;
    }

    private static String key(Message message) {
        Object device = message.getHeader(AirHeaders.DEVICE);
        Object topic = message.getHeader(AirHeaders.TOPIC);
        // a device id has no space
        return device + " " + topic;
    }

    /** How many pairs of device and topic are remembered now, about. */
    long remembered() {
        streams.cleanUp();
        return streams.estimatedSize();
    }

    @Override
    public CamelContext getCamelContext() {
        return camelContext;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        this.camelContext = camelContext;
    }
}
