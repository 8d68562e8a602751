/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.message.Causes;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Reason;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * After the writing: puts it on disk (Camel's file component only hands it to the operating
 * system), or takes it away again if it failed. Then gives the verdict.
 */
public final class FileKept implements Processor {

    private final VerdictStep verdicts = new VerdictStep();

    @Override
    public void process(Exchange exchange) {
        FileAttempt attempt = exchange.getProperty(Attempt.PROPERTY, FileAttempt.class);
        exchange.getMessage().removeHeader(FileSink.FILE_NAME);
        Exception failure =
                (Exception)
                        exchange.removeProperty(
                                org.apache.camel.ExchangePropertyKey.EXCEPTION_CAUGHT);
        if (failure == null) {
            failure = sync(attempt);
        }
        if (failure != null) {
            takeBack(attempt);
            attempt.away(away(failure));
        }
        verdicts.process(exchange);
    }

    private static IOException sync(FileAttempt attempt) {
        try {
            force(attempt.file(), StandardOpenOption.WRITE);
            if (attempt.start() == 0) {
                // a new name is only kept when its folder is
                force(attempt.file().getParent(), StandardOpenOption.READ);
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Leaves no half of what will be written again, if that can be had. */
    private static void takeBack(FileAttempt attempt) {
        if (!Files.isRegularFile(attempt.file())) {
            return;
        }
        try (FileChannel channel = FileChannel.open(attempt.file(), StandardOpenOption.WRITE)) {
            channel.truncate(attempt.start());
        } catch (IOException e) {
            // a line without an end is removed before the next
            attempt.away(away(e));
        }
    }

    /** What cannot be written waits: the disk is full, or the folder is not ours. */
    static DeliveryException away(Exception failure) {
        Throwable root = Causes.root(failure);
        String why = root.getMessage() == null ? "" : Reason.of(root.getMessage());
        return DeliveryException.away(
                "AIR-5156 the file cannot be written: %s %s"
                        .formatted(root.getClass().getSimpleName(), why),
                0);
    }
}
