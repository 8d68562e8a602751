/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code air ledger --json} says, by destination and column. */
final class LedgerView {

    /** The columns, as {@code air ledger} shows them. */
    static final List<String> COLUMNS =
            List.of("accepted", "delivered", "waiting", "dead", "dropped");

    private final Map<String, Map<String, Long>> accounts = new LinkedHashMap<>();
    private final boolean balanced;

    LedgerView(JsonNode ledger) {
        balanced = ledger.path("balanced").asBoolean();
        for (JsonNode account : ledger.path("accounts")) {
            Map<String, Long> columns = new LinkedHashMap<>();
            COLUMNS.forEach(column -> columns.put(column, account.path(column).asLong()));
            columns.merge("accepted", account.path("recovered").asLong(), Long::sum);
            long dropped = account.path("lostNondurable").asLong();
            for (JsonNode count : account.path("dropped")) {
                dropped += count.asLong();
            }
            columns.put("dropped", dropped);
            accounts.put(account.path("destination").asText(), columns);
        }
    }

    /** A line per difference. */
    List<String> differences(Map<String, Map<String, Long>> expected) {
        List<String> lines = new ArrayList<>();
        if (!balanced) {
            lines.add("the ledger does not balance");
        }
        expected.forEach(
                (destination, columns) -> {
                    Map<String, Long> actual = accounts.get(destination);
                    if (actual == null) {
                        lines.add(destination + "  is no destination");
                        return;
                    }
                    columns.forEach(
                            (column, number) -> {
                                if (!number.equals(actual.get(column))) {
                                    lines.add(
                                            "%s  %s  expected %d  actual %d"
                                                    .formatted(
                                                            destination,
                                                            column,
                                                            number,
                                                            actual.get(column)));
                                }
                            });
                });
        return lines;
    }
}
