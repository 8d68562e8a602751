/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.down.Tally.Leave;
import org.airmessenger.airbroker.lane.KeptQueues;
import org.airmessenger.airbroker.lane.LaneRoomConfiguration;
import org.airmessenger.airbroker.lane.Mail;
import org.airmessenger.airbroker.retained.RetainedMessages;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Downlink;
import org.airmessenger.message.Identities;
import org.airmessenger.message.Identity;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** All mailboxes and all lines. */
public final class DownlinkRoom implements Downlink, Mail {

    private static final Logger LOG = LoggerFactory.getLogger(DownlinkRoom.class);
    private static final String ADDRESS = "$air.commands.";
    private static final String CLEAN = "clean";
    private static final int PAGE_BYTES = 1 << 20;
    private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int STOP_SECONDS = 10;

    final ActiveMQServer server;
    final RetainedMessages retained;
    final RetainedLetters retainedLetters;
    final Identities identities;
    final Shelf shelf;
    final Tally tally = new Tally();
    final DownMetrics metrics;
    final Watches watches = new Watches();
    final Answers answers = new Answers();
    private final CommandsConfiguration configuration;
    final Mailboxes boxes;
    private final Set<OpenLine> lines = ConcurrentHashMap.newKeySet();
    private final List<Shard> shards = new ArrayList<>(Mailboxes.SHARDS);
    private ScheduledFuture<?> keeping;
    private long lastNumber;

    /**
     * After a crash nobody knows what was given up to here: the note comes to the disk a moment
     * later.
     */
    private long doubtful;

    private volatile Predicate<String> stored = device -> false;
    private volatile boolean open;

    /**
     * Reads what waits; nothing comes and goes yet.
     *
     * @param server started
     * @param retained what subscriptions begin with
     * @param identities who may have what
     * @param directory where the shelf is
     */
    public DownlinkRoom(
            ActiveMQServer server,
            RetainedMessages retained,
            Identities identities,
            CommandsConfiguration configuration,
            Path directory,
            MeterRegistry registry) {
        this.server = server;
        this.retained = retained;
        this.identities = identities;
        this.configuration = configuration;
        this.shelf = new Shelf(directory);
        this.retainedLetters = new RetainedLetters(this);
        this.boxes = new Mailboxes(this, configuration, shards);
        this.metrics = new DownMetrics(registry, this);
    }

    /**
     * Opens the mailboxes, with all that waits in them.
     *
     * @throws Exception if the broker cannot open their queues
     */
    public void start() throws Exception {
        tally.load(shelf);
        lastNumber = shelf.lastNumber();
        doubtful = shelf.counter(CLEAN) == 0 ? lastNumber : 0;
        shelf.counter(CLEAN, 0);
        LaneRoomConfiguration memory = new LaneRoomConfiguration();
        memory.setMaxMemoryBytes(configuration.getCommandMemoryBytes());
        memory.setPageBytes(PAGE_BYTES);
        for (int i = 0; i < Mailboxes.SHARDS; i++) {
            shards.add(
                    new Shard(
                            this,
                            KeptQueues.make(server, SimpleString.of(ADDRESS + i), memory),
                            configuration.getCommandMemoryBytes() / Mailboxes.SHARDS));
        }
        shelf.visit(
                (device, number, slip) -> {
                    tally.bytes.addAndGet(slip.size());
                    boxes.of(device).found(number, slip);
                });
        Set<Long> taken = shelf.taken();
        for (Shard shard : shards) {
            shard.start(taken);
        }
        recover(taken);
        identities.onRevoked(
                over ->
                        lines.forEach(
                                line -> {
                                    if (over.ends(line.identity)) {
                                        line.end("revoked");
                                    }
                                }));
        open = true;
        keeping =
                server.getScheduledPool()
                        .scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
    }

    /** Nobody comes in before all that waits is known, so that caps and order hold. */
    private void recover(Set<Long> taken) throws InterruptedException {
        long said = System.nanoTime();
        while (shards.stream().anyMatch(shard -> shard.old() > 0)) {
            if (System.nanoTime() - said >= SAY_NANOS) {
                said = System.nanoTime();
                LOG.info(
                        "AIR-1511 doors open when the commands in the journal are read; left: {}",
                        shards.stream().mapToLong(Shard::old).sum());
            }
            if (!shelf.problem().isEmpty() || !server.isStarted()) {
                throw new IllegalStateException(
                        shelf.problem().isEmpty() ? "the broker was stopped" : shelf.problem());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        CountDownLatch settled = new CountDownLatch(Mailboxes.SHARDS);
        shards.forEach(shard -> shard.settle(settled::countDown));
        settled.await();
        shelf.forgetTaken(taken);
        long difference = tally.difference(waiting());
        if (difference != 0) {
            tally.recovered.add(-difference);
            LOG.info(
                    "AIR-1512 the ledger of the commands was {} apart at the start and was booked as recovered",
                    -difference);
        }
    }

    /** Ends every line, puts what waits onto the shelf and closes it. */
    public void stop() {
        if (!open) {
            shelf.close();
            return;
        }
        open = false;
        keeping.cancel(false);
        lines.forEach(line -> line.end("the gateway is going down"));
        CountDownLatch stopped = new CountDownLatch(Mailboxes.SHARDS);
        shards.forEach(shard -> shard.stop(stopped::countDown));
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "AIR-1513 the mailboxes did not become quiet within {} s; some commands will be delivered once more",
                        STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shards.forEach(shard -> shard.queue.removeConsumer(shard));
        tally.save(shelf);
        shelf.counter(CLEAN, 1);
        shelf.close();
    }

    @Override
    public Line open(Identity identity, Receiver receiver) {
        return openCommands(identity, receiver);
    }

    /** A line for a door that serves a device's own filters only, with MQTT's options. */
    public CommandLine openCommands(Identity identity, Receiver receiver) {
        OpenLine line = new OpenLine(this, identity, receiver);
        lines.add(line);
        if (!open) {
            line.end("the gateway is going down");
        }
        return line;
    }

    /**
     * Who waits for commands although nobody knows him, because his session does, from now on.
     *
     * @param hasSession whether a device has a stored session with own subscriptions
     */
    public void awaits(Predicate<String> hasSession) {
        stored = hasSession;
    }

    /** Whether a device that is not registered waits for commands. */
    boolean isAwaited(String device) {
        Mailbox box = boxes.find(device);
        return box != null && box.isPinned() || stored.test(device);
    }

    /** Who may have what. */
    public Identities identities() {
        return identities;
    }

    /** Commands that an MQTT device may have in flight. */
    public int inFlight() {
        return configuration.getCommandsInFlight();
    }

    void closed(OpenLine line) {
        lines.remove(line);
    }

    /** Once a second. */
    private void keep() {
        try {
            long now = now();
            for (Shard shard : shards) {
                shard.run(
                        () ->
                                boxes.forEach(
                                        box -> {
                                            if (box.shard == shard) {
                                                tend(box, now);
                                            }
                                        }));
            }
            lines.stream()
                    .filter(OpenLine::isTooSlow)
                    .forEach(line -> line.end("too far behind with what it subscribed to"));
            tally.verify(waiting(), moving());
            tally.save(shelf);
            shelf.tidy();
        } catch (RuntimeException e) {
            LOG.error("AIR-1506 the mailboxes must do their work but failed", e);
        }
    }

    private void tend(Mailbox box, long now) {
        box.expire(now);
        if (box.messages() > 0 && !identities.hasOwn(box.device) && !isAwaited(box.device)) {
            int removed = box.leaveAll(Long.MAX_VALUE, Leave.REMOVED);
            if (removed > 0) {
                LOG.info(
                        "AIR-1514 {} commands of {} were removed: it is gone, or has no topics of its own any more",
                        removed,
                        box.device);
            }
        }
    }

    @Override
    public Claim claim(Exchange exchange, String topic, int qos, long bytes) {
        List<Identities.Addressee> all = identities.addressees(topic);
        Claim claim = null;
        if (!all.isEmpty()) {
            claim =
                    qos == 0
                            ? claimLines(exchange.getMessage(), topic, all)
                            : boxes.claim(
                                    all,
                                    (int) Math.min(Integer.MAX_VALUE, bytes),
                                    Boolean.TRUE.equals(exchange.getProperty(AirHeaders.RETAIN)));
        }
        return answers.claim(exchange.getMessage(), topic, claim);
    }

    private Claim claimLines(
            org.apache.camel.Message message, String topic, List<Identities.Addressee> all) {
        List<OpenLine> wanting = new ArrayList<>(1);
        for (Identities.Addressee each : all) {
            Mailbox box = boxes.find(each.device());
            OpenLine line = box == null ? null : box.current();
            if (line != null && OwnFilter.match(line.own(), topic) != null) {
                wanting.add(line);
            }
        }
        return wanting.isEmpty() ? null : new AtMostOnce(this, wanting, message);
    }

    /** A number that is higher than all before. */
    synchronized long nextNumber() {
        lastNumber = Math.max(lastNumber + 1, server.getStorageManager().generateID());
        return lastNumber;
    }

    void left(Letter letter, Leave how) {
        tally.left(how).increment();
        watches.left(letter.number, how);
        boxes.release(letter.box, letter.size);
    }

    /** Commands that wait for all devices, read from where they are. */
    long waiting() {
        long count = shelf.size() - tally.twice.get();
        for (Shard shard : shards) {
            count += shard.queue.getMessageCount();
        }
        return count;
    }

    /** Whether a command on the shelf may have been given to a line. */
    boolean mayBeGiven(Shelf.Found found) {
        return found.slip().given() || found.number() <= doubtful;
    }

    /** How far the counts may be apart at this moment. */
    private long moving() {
        return tally.twice.get() + shards.stream().mapToLong(Shard::held).sum();
    }

    int openLines() {
        return lines.size();
    }

    int maxFilters() {
        return configuration.getMaxLineFilters();
    }

    long now() {
        return System.currentTimeMillis();
    }

    /** Does what may block, soon. */
    void run(Runnable task) {
        server.getThreadPool().execute(task);
    }

    /** Does something after a while; not at all if the gateway goes down. */
    void later(Runnable task, long nanos) {
        try {
            server.getScheduledPool().schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // the broker was stopped: what is in the journal stays there
            return;
        }
    }
}
