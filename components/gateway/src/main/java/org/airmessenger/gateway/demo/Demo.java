/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.gateway.cli.Air;
import org.airmessenger.gateway.cli.BaseCommand;
import org.airmessenger.gateway.cli.ExtraCommand;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code air demo}: the gateway at work between simulated sensors and a local function. */
@Command(
        name = "demo",
        description = {
            "Shows the gateway at work, on this machine alone, with throwaway identities.",
            "Sensors publish over mutual TLS; a local HTTPS function goes away and comes back."
                    + " Ends with 0 only if the ledger balances and nothing is lost.",
            "urgent_p99_ms counts the alarms that were sent while the function was there."
        })
public final class Demo extends BaseCommand implements ExtraCommand {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

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
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "AIR-9080 --duration must be a number with ms, s or m, such as 30s, but was "
                            + text);
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
    }
}
