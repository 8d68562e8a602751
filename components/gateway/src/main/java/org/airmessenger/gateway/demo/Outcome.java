/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.demo;

import org.airmessenger.message.Lanes;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How the demo ended.
 *
 * @param account the destination's ledger
 * @param acknowledged messages that sensors were told are kept
 * @param arrived different messages that the function got
 * @param missing acknowledged, but not arrived
 * @param refused messages that sensors were not told are kept
 * @param urgentP99 urgent latency while the function was there, milliseconds
 * @param doors messages that were acknowledged, by door
 * @param drainMillis from the function's return until no backlog was left
 */
record Outcome(
        Lanes.Account account,
        long acknowledged,
        long arrived,
        long missing,
        long refused,
        double urgentP99,
        Map<String, Long> doors,
        long drainMillis) {

    long dropped() {
        return account.dropped().values().stream().mapToLong(Long::longValue).sum();
    }

    boolean balanced() {
        return account.difference() == 0;
    }

    /** Whether everything promised was kept: the ledger balances and nothing is lost or waiting. */
    boolean isWell() {
        return balanced() && missing == 0 && account.waiting() == 0 && acknowledged > 0;
    }

    /** The line for programs. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("accepted", account.accepted());
        values.put("delivered", account.delivered());
        values.put("waiting", account.waiting());
        values.put("dead", account.dead());
        values.put("dropped", dropped());
        values.put("batches", account.batches());
        values.put("urgent_p99_ms", urgentP99);
        values.put("balanced", balanced());
        values.put("doors", doors);
        return values;
    }

    /** The end for people. */
    String text() {
        return String.format(
                Locale.ROOT,
                """

                  ledger        accepted %,d = delivered %,d + waiting %,d + dead %,d + dropped %,d%s
                  sensors       acknowledged %,d   arrived %,d   lost %,d
                  cost          %,d requests instead of %,d
                  urgent        p99 %.1f ms while the function was there
                  outage        no backlog left %.1f s after the function came back

                  %s
                """,
                account.accepted(),
                account.delivered(),
                account.waiting(),
                account.dead(),
                dropped(),
                balanced() ? "   balances" : "   DOES NOT BALANCE by " + account.difference(),
                acknowledged,
                arrived,
                missing,
                account.batches(),
                account.delivered(),
                urgentP99,
                drainMillis / 1_000.0,
                isWell() ? "Nothing lost." : "AIR-9083 a promise was broken: see above.");
    }
}
