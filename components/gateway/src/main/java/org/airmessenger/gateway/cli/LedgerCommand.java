/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.api.OperatorClient;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code air ledger}: where every accepted message is. Exit code 1 if it does not balance. */
@Command(
        name = "ledger",
        description = "Shows every destination's account; exit code 1 if one does not balance.")
final class LedgerCommand extends BaseCommand {

    private static final String ROW = "%-20s %12s %12s %10s %8s %8s %6s%n";

    /** While messages move, counters and queues are read at slightly different moments. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final long PAUSE_MILLIS = 100;

    @Override
    public Integer call() throws InterruptedException {
        OperatorClient client = OperatorClient.of(home());
        JsonNode ledger = settled(client::ledger);
        print(ledger, text(ledger));
        return ledger.path("balanced").asBoolean() ? Air.OK : Air.FAILED;
    }

    /** Looks again for a while before it says that something is missing. */
    static JsonNode settled(Supplier<JsonNode> look) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        JsonNode ledger = look.get();
        while (!ledger.path("balanced").asBoolean() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            ledger = look.get();
        }
        return ledger;
    }

    private static String text(JsonNode ledger) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        ROW,
                        "destination",
                        "accepted",
                        "delivered",
                        "waiting",
                        "dead",
                        "dropped",
                        "diff"));
        ledger.path("accounts").forEach(account -> text.append(row(account)));
        if (ledger.has("commands")) {
            text.append(row(ledger.get("commands")));
        }
        return text + (ledger.path("balanced").asBoolean() ? "balanced" : "NOT balanced");
    }

    private static String row(JsonNode account) {
        long dropped = account.path("lostNondurable").asLong();
        for (JsonNode count : account.path("dropped")) {
            dropped += count.asLong();
        }
        return String.format(
                ROW,
                account.path("destination").asText(),
                account.path("accepted").asLong() + account.path("recovered").asLong(),
                account.path("delivered").asLong(),
                account.path("waiting").asLong(),
                account.path("dead").asLong(),
                dropped,
                account.path("difference").asLong());
    }
}
