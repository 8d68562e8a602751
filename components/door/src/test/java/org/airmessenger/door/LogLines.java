/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What a class says in the log, as long as this is open; it can be held while it speaks. */
public final class LogLines extends AbstractAppender implements AutoCloseable {

    public final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private volatile CountDownLatch goOn = new CountDownLatch(0);

    public LogLines(Class<?> speaker) {
        super("lines", null, null, false, Property.EMPTY_ARRAY);
        logger = (Logger) LogManager.getLogger(speaker);
        start();
        logger.addAppender(this);
    }

    @Override
    public void append(LogEvent event) {
        lines.add(event.getMessage().getFormattedMessage());
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Who says something from now on waits there until this is closed. */
    public void hold() {
        goOn = new CountDownLatch(1);
    }

    @Override
    public void close() {
        goOn.countDown();
        logger.removeAppender(this);
        stop();
    }
}
