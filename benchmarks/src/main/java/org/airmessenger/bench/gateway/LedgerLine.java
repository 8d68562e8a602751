/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import org.airmessenger.message.Lanes;

import java.util.Map;
import java.util.TreeMap;

/** A destination's account in one line of words, to pass from one JVM to another. */
final class LedgerLine {

    private LedgerLine() {}

    static String write(Lanes.Account account) {
        StringBuilder line = new StringBuilder(account.destination());
        for (long number :
                new long[] {
                    account.accepted(),
                    account.recovered(),
                    account.delivered(),
                    account.waiting(),
                    account.dead(),
                    account.lostNondurable(),
                    account.redelivered(),
                    account.batches()
                }) {
            line.append(' ').append(number);
        }
        account.dropped().forEach((reason, count) -> line.append(' ').append(reason + '=' + count));
        return line.toString();
    }

    static Lanes.Account read(String line) {
        String[] words = line.split(" ");
        long[] numbers = new long[8];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Long.parseLong(words[i + 1]);
        }
        Map<String, Long> dropped = new TreeMap<>();
        for (int i = numbers.length + 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            dropped.put(
                    words[i].substring(0, equals), Long.parseLong(words[i].substring(equals + 1)));
        }
        return new Lanes.Account(
                words[0],
                numbers[0],
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                dropped,
                numbers[5],
                numbers[6],
                numbers[7]);
    }
}
