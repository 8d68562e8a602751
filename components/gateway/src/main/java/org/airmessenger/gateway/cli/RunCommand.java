/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Settings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.lang.management.ManagementFactory;
import java.util.List;

/** {@code air run}: the gateway in the foreground, until SIGTERM or Ctrl-C. */
@Command(name = "run", description = "Runs the gateway until SIGTERM or Ctrl-C.")
final class RunCommand extends BaseCommand {

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
    private static void stop(AirGateway gateway) {
        boolean asked = gateway.isRunning();
        gateway.close();
        if (asked) {
            Runtime.getRuntime().halt(Air.OK);
        }
    }

    private static long sinceJvmStart() {
        return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    }
}
