/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.Settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.lang.management.ManagementFactory;
import java.util.List;

/** {@code air run}: the gateway in the foreground, until SIGTERM or Ctrl-C. */
@Command(name = "run", description = "Runs the gateway until SIGTERM or Ctrl-C.")
final class RunCommand extends BaseCommand {

    /** What closing takes beyond the wait for what is in flight, at most. */
    private static final long CLOSING_MILLIS = 2_500;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Sets a configuration key; wins over environment and file. May be repeated.")
    private List<String> sets = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settingsOfStart(sets);
        Logging.ofRun(settings.home());
        Logging.begin();
        AirGateway gateway = AirGateway.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "air-stop"));
        StartReport report = new StartReport(gateway, sinceJvmStart());
        print(report.values(), report.text());
        gateway.awaitStop();
        return Air.OK;
    }

    /**
     * A stop that was asked for is no failure, so the process does not end with the signal's code.
     */
    private void stop(AirGateway gateway) {
        boolean asked = gateway.isRunning();
        long limit = gateway.settings().number(ConfigKeys.STOP_TIMEOUT) + CLOSING_MILLIS;
        if (!closes(gateway, limit)) {
            // the log may be closed already: its own hook runs beside this one
            err().println(
                            "AIR-9036 a stop must take at most %d ms but did not end; the process ends now: what was acknowledged is in the journal"
                                    .formatted(limit));
            err().flush();
        }
        if (asked) {
            Runtime.getRuntime().halt(Air.OK);
        }
    }

    /** Whether it closed in time: a process that does not end is killed, and looks like a crash. */
    private static boolean closes(AirGateway gateway, long limitMillis) {
        Thread closer = new Thread(gateway::close, "air-close");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(limitMillis);
            return !closer.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long sinceJvmStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
