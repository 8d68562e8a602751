/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.spi.core.protocol.ProtocolManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The broker in this process: its journal, its disk and its life. It listens nowhere by itself. */
public final class EmbeddedBroker {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final long START_TIMEOUT_SECONDS = 120;
    // a little longer than a stop may take: a service is often started while the last one ends
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final BrokerConfiguration options;
    private final DiskWatch disk;
    private GroupKeepingServer server;
    private ScheduledFuture<?> looking;
    private FutureTask<Void> start;
    private DataLock lock;
    private volatile String journal = "none";
    private volatile String failure = "";

    /**
     * Not started yet.
     *
     * @param options checked by {@link BrokerChecks}
     */
    public EmbeddedBroker(BrokerConfiguration options) {
        this.options = options;
        this.disk =
                new DiskWatch(
                        Path.of(options.getDataDirectory()),
                        options.getMaxDiskUsagePercent(),
                        options.getMinDiskFreeBytes());
    }

    /**
     * Begins to open the journal and to start the broker on a thread of its own; {@link
     * #awaitStart} tells how it went.
     *
     * @param mqtt makes the MQTT protocol of every listener
     */
    public void begin(ProtocolManagerFactory<?> mqtt) {
        start =
                new FutureTask<>(
                        () -> {
                            start(mqtt);
                            return null;
                        });
        Thread thread = new Thread(start, "airbroker-start");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until what {@link #begin} began is done.
     *
     * @throws Exception if the journal cannot be opened
     */
    public void awaitStart() throws Exception {
        try {
            start.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void start(ProtocolManagerFactory<?> mqtt) throws Exception {
        Path data = Path.of(options.getDataDirectory());
        createPrivate(data);
        lock = DataLock.take(data, PATIENCE);
        JournalType type = chooseJournal(data);
        server = new GroupKeepingServer(BrokerSettings.of(options, type), new BrokerSecurity());
        server.addProtocolManagerFactory(mqtt);
        server.registerIOCriticalErrorListener(
                (cause, message, file) -> {
                    failure = "AIR-1013 the journal failed: " + message + "; restart the gateway";
                    LOG.error("{}", failure, cause);
                });
        server.start();
        if (!server.waitForActivation(START_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            server.stop();
            throw new IllegalStateException(
                    "AIR-1036 the journal in "
                            + data
                            + " did not open within "
                            + START_TIMEOUT_SECONDS
                            + " s; look at the log, the folder's owner and the disk");
        }
        disk.look();
        looking =
                server.getScheduledPool()
                        .scheduleWithFixedDelay(disk::look, 1, 1, TimeUnit.SECONDS);
    }

    private static void createPrivate(Path data) throws IOException {
        Files.createDirectories(data);
        if (!Files.isWritable(data)) {
            throw new IOException(
                    "AIR-1004 the data directory must be writable but " + data + " is not");
        }
    }

    private JournalType chooseJournal(Path data) {
        if (options.getJournal().equals("nio")) {
            return announce(JournalType.NIO, "chosen by journal=nio");
        }
        String why = NativeJournal.load(data.resolve("native"));
        if (why == null) {
            return announce(JournalType.ASYNCIO, "asynchronous I/O");
        }
        if (options.getJournal().equals("aio")) {
            throw new IllegalStateException(
                    "AIR-1010 journal=aio needs asynchronous I/O but "
                            + why
                            + "; install libaio or set journal=auto");
        }
        return announce(JournalType.NIO, why);
    }

    private JournalType announce(JournalType type, String why) {
        journal = type == JournalType.ASYNCIO ? "aio" : "nio (" + why + ")";
        LOG.info("AIR-1035 journal: {}, in {}", journal, options.getDataDirectory());
        return type;
    }

    /**
     * Waits until the broker has finished the sessions of devices that are gone, at most for a
     * while: a session that is being cleaned needs the journal.
     *
     * @throws Exception if the broker cannot say
     */
    public void awaitQuiet() throws Exception {
        long end = System.nanoTime() + QUIET_NANOS;
        while (server.isActive()
                && System.nanoTime() < end
                && (server.getConnectionCount() > 0
                        || !MQTTStateManager.getInstance(server).getConnectedClients().isEmpty())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Stops the broker, if need be once it has started; what is in the journal stays there. */
    public void stop() throws Exception {
        try {
            awaitStart();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.debug("what did not start is stopped", e);
        }
        if (looking != null) {
            looking.cancel(false);
        }
        try {
            if (server != null) {
                server.stop();
            }
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /** Calls back with every queue that is going to be gone; once the broker is started. */
    public void beforeQueueEnds(Consumer<SimpleString> listener) {
        server.beforeEnd(listener);
    }

    /** The broker itself. */
    public ActiveMQServer server() {
        return server;
    }

    /** Which journal runs: {@code aio}, or {@code nio} and why. */
    public String journal() {
        return journal;
    }

    /** Why nothing can be persisted now; empty if it can. */
    public String problem() {
        ActiveMQServer running = server;
        if (running == null || !running.isActive()) {
            return "AIR-1037 the broker must run but does not; start the gateway";
        }
        return failure.isEmpty() ? disk.problem() : failure;
    }

    /** Share of the disk in use, in percent. */
    public int diskUsagePercent() {
        return disk.usagePercent();
    }

    /** Free bytes of the disk. */
    public long diskFreeBytes() {
        return disk.usableBytes();
    }
}
