/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.cli.BaseCommand;
import org.airmessenger.gateway.cli.ExtraCommand;
import org.airmessenger.gateway.config.ConfigType;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;

/** {@code air demo}: the gateway at work between simulated sensors and a local function. */
@Command(
        name = "demo",
        description = {
            "Shows the gateway at work, on this machine alone, with throwaway identities.",
            "Sensors publish over mutual TLS, by MQTT, HTTP/2, WebSocket and the wire protocol;"
                    + " a local HTTPS function goes away and comes back."
                    + " Ends with 0 only if the ledger balances and nothing is lost.",
            "urgent_p99_ms counts the alarms that were sent while the function was there."
        })
public final class Demo extends BaseCommand implements ExtraCommand {

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long sensors publish, 5s to 1h (default: 30s).")
    private String duration;

    @Override
    public Integer call() throws Exception {
        DemoPlan plan = DemoPlan.of(parse(duration));
        Screen screen = json() ? new Screen(err(), false) : new Screen(out(), Screen.isTerminal());
        Outcome outcome;
        try (Show show = new Show(plan, screen)) {
            outcome = show.run();
        } catch (InterruptedException e) {
            return Air.FAILED;
        }
        print(outcome.values(), outcome.text());
        if (!outcome.isWell()) {
            err().println(outcome.text());
        }
        return outcome.isWell() ? Air.OK : Air.FAILED;
    }

    static Duration parse(String text) {
        try {
            return Duration.ofMillis(ConfigType.DURATION.base(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("AIR-9080 --duration " + e.getMessage());
        }
    }
}
