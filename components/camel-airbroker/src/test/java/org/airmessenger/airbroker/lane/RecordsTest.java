/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.airbroker.broker.Records;

import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;

/** Values in the broker's journal. */
class RecordsTest extends InHouse {

    private Records records() {
        return new Records(house.server, "test");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Transaction begin() {
        return new TransactionImpl(house.server.getStorageManager());
    }

    private void put(Records records, String key, byte[] value) throws Exception {
        synchronized (records.lock(key)) {
            Transaction transaction = begin();
            records.put(transaction, key, value);
            transaction.commit();
        }
    }

    @Test
    void findsTheLastValueOfEachKeyAfterARestart() throws Exception {
        Records first = records();
        assertThat(first.load()).isEmpty();
        for (int i = 0; i < 100; i++) {
            put(first, "a", bytes("value " + i));
        }
        put(first, "b/c", new byte[0]);
        house.restart();
        Records second = records();
        Map<String, byte[]> found = second.load();
        assertThat(found).containsOnlyKeys("a", "b/c");
        assertThat(found.get("a")).asString(StandardCharsets.UTF_8).isEqualTo("value 99");
        assertThat(found.get("b/c")).isEmpty();
        put(second, "a", bytes("after"));
        house.restart();
        assertThat(records().load().get("a")).asString(StandardCharsets.UTF_8).isEqualTo("after");
    }

    @Test
    void keepsKindsApart() throws Exception {
        put(records(), "a", bytes("mine"));
        house.restart();
        assertThat(new Records(house.server, "tes").load()).isEmpty();
        assertThat(records().load()).containsOnlyKeys("a");
    }

    @Test
    void forgetsWhatWasRemoved() throws Exception {
        Records first = records();
        put(first, "a", bytes("value"));
        Transaction transaction = begin();
        first.remove(transaction, "a");
        transaction.commit();
        assertThat(first.contains("a")).isFalse();
        house.restart();
        assertThat(records().load()).isEmpty();
    }

    @Test
    void changesNothingWhenItsTransactionIsRolledBack() throws Exception {
        Records first = records();
        put(first, "a", bytes("old"));
        Transaction transaction = begin();
        first.put(transaction, "a", bytes("new"));
        first.put(transaction, "b", bytes("new"));
        transaction.rollback();
        assertThat(first.contains("b")).isFalse();
        put(first, "c", bytes("next"));
        house.restart();
        Map<String, byte[]> found = records().load();
        assertThat(found).containsOnlyKeys("a", "c");
        assertThat(found.get("a")).asString(StandardCharsets.UTF_8).isEqualTo("old");
    }

    @Test
    void takesValuesLargerThanTheJournalsBuffer() throws Exception {
        byte[] large = new byte[3_000_001];
        new Random(7).nextBytes(large);
        put(records(), "large", large);
        house.restart();
        assertThat(records().load().get("large")).isEqualTo(large);
    }

    @Test
    void refusesAValueThatIsLongerThanItSays() {
        assertThatThrownBy(() -> records().put(begin(), "a", new byte[Records.MAX_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
