/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.airmessenger.message.Lanes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The counters on disk: one line each, {@code <destination>.<counter>=<number>}, written to a file
 * beside and renamed, so that there is always a whole one.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String FILE = "ledger.properties";
    private static final int LASTING = 5;

    private final Path file;
    private final Map<String, Integer> mismatches = new HashMap<>();
    private Properties last = new Properties();
    private String written = "";

    Ledger(Path directory) {
        this.file = directory.resolve(FILE);
    }

    /** Reads the last checkpoint; none is no error. */
    void load() {
        last = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                last.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new IllegalStateException(
                        "AIR-3112 the ledger must be readable but %s was not; restore it or remove it"
                                .formatted(file),
                        e);
            }
        }
    }

    /** Continues a destination's account, and books what happened since the last checkpoint. */
    void open(Destination destination) {
        Account account = destination.account;
        account.accepted.add(number(destination, "accepted"));
        account.recovered.add(number(destination, "recovered"));
        account.delivered.add(number(destination, "delivered"));
        account.lostNondurable.add(number(destination, "lost-nondurable"));
        account.redelivered.add(number(destination, "redelivered"));
        account.batches.add(number(destination, "batches"));
        account.expired.add(number(destination, "expired"));
        account.overflow.add(number(destination, "overflow"));
        account.failed.add(number(destination, "failed"));
        account.purged.add(number(destination, "purged"));
        // what has expired since the broker's start stands in the queues' own counters already
        long difference = destination.statement().difference();
        if (difference < 0) {
            account.recovered.add(-difference);
        } else if (difference > 0) {
            long lost =
                    Math.min(difference, Math.max(0, number(destination, "waiting-nondurable")));
            account.lostNondurable.add(lost);
            account.recovered.add(lost - difference);
            if (difference > lost) {
                LOG.warn(
                        "AIR-3116 the ledger of {} must balance at a start but misses {} messages:"
                                + " {} of them at most once and lost with a crash, {} booked as"
                                + " delivered since the last checkpoint; if there was no crash, look"
                                + " at the disk",
                        destination.name,
                        difference,
                        lost,
                        difference - lost);
                return;
            }
        }
        if (difference != 0) {
            LOG.info(
                    "AIR-3116 the ledger of {} was {} messages apart at the start and was booked:"
                            + " recovered {}, lost-nondurable {}",
                    destination.name,
                    difference,
                    account.recovered.sum() - number(destination, "recovered"),
                    account.lostNondurable.sum() - number(destination, "lost-nondurable"));
        }
    }

    /** Writes the counters if they changed. */
    synchronized void checkpoint(Collection<Destination> destinations) {
        Map<String, Long> numbers = new TreeMap<>();
        for (Destination destination : destinations) {
            Account account = destination.account;
            put(numbers, destination, "accepted", account.accepted.sum());
            put(numbers, destination, "recovered", account.recovered.sum());
            put(numbers, destination, "delivered", account.delivered.sum());
            put(numbers, destination, "lost-nondurable", account.lostNondurable.sum());
            put(numbers, destination, "redelivered", account.redelivered.sum());
            put(numbers, destination, "batches", account.batches.sum());
            put(numbers, destination, "expired", destination.expired());
            put(numbers, destination, "overflow", account.overflow.sum());
            put(numbers, destination, "failed", account.failed.sum());
            put(numbers, destination, "purged", account.purged.sum());
            put(numbers, destination, "waiting-nondurable", destination.nondurable());
        }
        StringWriter text = new StringWriter();
        numbers.forEach((name, number) -> text.write(name + '=' + number + '\n'));
        if (!text.toString().equals(written)) {
            try {
                write(text.toString());
                written = text.toString();
            } catch (IOException | UncheckedIOException e) {
                LOG.error("AIR-3113 the ledger must be written but {} was not", file, e);
            }
        }
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(FILE + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Looks whether the ledger balances, but for what is being written or acknowledged at this
     * moment. Called once a second; speaks once when it did so at no look of a while.
     */
    void verify(Destination destination) {
        long before = destination.account.moving.sum();
        Lanes.Account statement = destination.statement();
        long moving = Math.max(before, destination.account.moving.sum());
        if (Math.abs(statement.difference()) <= moving) {
            mismatches.remove(destination.name);
            destination.ledgerAlarm(false);
            return;
        }
        int lasted = mismatches.merge(destination.name, 1, Integer::sum);
        if (lasted == LASTING) {
            destination.ledgerAlarm(true);
            LOG.warn(
                    "AIR-3108 the ledger of {} must balance but misses {} at {} looks in a row: {}",
                    destination.name,
                    statement.difference(),
                    LASTING,
                    statement);
        }
    }

    private long number(Destination destination, String counter) {
        String text = last.getProperty(destination.name + '.' + counter, "0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "AIR-3112 the ledger must hold numbers but %s.%s in %s was %s; restore it or remove it"
                            .formatted(destination.name, counter, file, text),
                    e);
        }
    }

    private static void put(
            Map<String, Long> numbers, Destination destination, String counter, long number) {
        numbers.put(destination.name + '.' + counter, number);
    }
}
