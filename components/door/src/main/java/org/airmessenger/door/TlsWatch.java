/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the files of a listener's TLS. Changed ones are put in force when they have rested for a
 * moment; ones that cannot be used change nothing, and are told once. Good ones that the listener
 * could not take at that moment are tried again at every look.
 */
public final class TlsWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private final String door;
    private final TlsFiles files;
    private final Consumer<TlsMaterial> listener;
    private final Counter taken;
    private final Counter refused;
    private final ScheduledFuture<?> looking;

    /** In force, or of no use. */
    private List<Object> known;

    private List<Object> seen;

    /** Told that they are not in force. */
    private List<Object> told;

    /**
     * Looks from now on.
     *
     * @param door the listener's word, for the log
     * @param timer its threads may read files
     * @param millis between two looks
     * @param registry counts changes, by the listener's word
     * @param listener puts the material in force; if it throws, the change is told as one that
     *     failed, and it is asked again at the next look
     */
    public TlsWatch(
            String door,
            TlsFiles files,
            ScheduledExecutorService timer,
            long millis,
            MeterRegistry registry,
            Consumer<TlsMaterial> listener) {
        this.door = door;
        this.files = files;
        this.listener = listener;
        this.taken = counter(registry, "taken");
        this.refused = counter(registry, "refused");
        this.known = stamp();
        this.seen = known;
        looking = timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    private Counter counter(MeterRegistry registry, String verdict) {
        return registry.counter("air_source_certificates_total", "door", door, "verdict", verdict);
    }

    private void look() {
        List<Object> now = stamp();
        boolean rested = now.equals(seen);
        seen = now;
        if (!rested || now.equals(known)) {
            return;
        }
        try {
            TlsMaterial material = TlsMaterial.read(files);
            listener.accept(material);
            known = now;
            taken.increment();
            LOG.info(
                    "AIR-1202 the {} listener shows its new certificate, valid until {}",
                    door,
                    material.certificate().getNotAfter().toInstant());
        } catch (IllegalArgumentException e) {
            // only other files can be better
            known = now;
            refuse(now, e);
        } catch (RuntimeException e) {
            refuse(now, e);
        }
    }

    private void refuse(List<Object> now, RuntimeException cause) {
        if (now.equals(told)) {
            return;
        }
        told = now;
        refused.increment();
        LOG.error(
                "AIR-1201 changed TLS files of the {} listener must be usable but are not ({});"
                        + " the ones before stay in force, correct the files",
                door,
                cause.getMessage());
    }

    private List<Object> stamp() {
        List<Object> stamp = new ArrayList<>();
        for (Path file : files.all()) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                stamp.add(now.lastModifiedTime());
                stamp.add(now.size());
                stamp.add(String.valueOf(now.fileKey()));
            } catch (IOException e) {
                stamp.add("missing");
            }
        }
        return stamp;
    }

    @Override
    public void close() {
        looking.cancel(false);
    }
}
