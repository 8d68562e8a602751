/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.lanes.LastFile;
import org.airmessenger.gateway.lanes.LastMessages;
import org.airmessenger.message.LastValues;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** Brings the last values into a gateway, before its routes ask for them. */
final class LastBinding {

    private static final String FILE = "last-values";

    private LastBinding() {}

    /** Reads what was known before, and remembers from now on; nothing if that is switched off. */
    static void install(CamelContext context, Settings settings) throws Exception {
        long topics = settings.number(ConfigKeys.LAST_TOPICS);
        if (topics == 0) {
            return;
        }
        LastMessages.Caps caps =
                new LastMessages.Caps(
                        settings.number(ConfigKeys.LAST_BYTES),
                        topics,
                        Duration.ofMillis(settings.number(ConfigKeys.LAST_EVERY)));
        ScheduledExecutorService timer =
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(LastMessages.class, "air-last-values");
        LastMessages values =
                new LastMessages(
                        new LastFile(settings.path(ConfigKeys.DATA).resolve(FILE)),
                        caps,
                        timer,
                        context.getRegistry().findSingleByType(MeterRegistry.class));
        context.getRegistry().bind(LastValues.BEAN, values);
        context.addService(values, true, true);
    }
}
