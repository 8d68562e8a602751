/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.airmessenger.message.LastValues.Last;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Kill -9 while the copy of the last values is written, again and again. */
class LastValuesKillTest {

    private static final int TOPICS = 5_000;

    @TempDir Path folder;

    /** Writes copies for ever; says when one is there. */
    static final class Writer {

        private Writer() {}

        /**
         * In a process of its own.
         *
         * @param words where the copy is
         */
        public static void main(String[] words) throws IOException {
            LastFile file = new LastFile(Path.of(words[0]));
            for (int round = 1; ; round++) {
                List<Last> all = new ArrayList<>();
                for (int i = 0; i < TOPICS; i++) {
                    all.add(LastMessagesTest.last("topic/" + i, "" + round, 0));
                }
                file.write(all);
                System.out.println(round);
            }
        }
    }

    @RepeatedTest(5)
    void theCopyIsWholeWheneverItsWriterIsKilled() throws Exception {
        Path path = folder.resolve("last-values");
        Path says = folder.resolve("says.txt");
        Process writer =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                path.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(says.toFile())
                        .start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> told(says) > 0);
            TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(50_000));
        } finally {
            writer.destroyForcibly().waitFor();
        }
        List<String> rounds = new ArrayList<>();
        new LastFile(path)
                .read(last -> rounds.add(new String(last.body(), StandardCharsets.UTF_8)));
        assertThat(rounds).hasSize(TOPICS);
        assertThat(rounds.stream().distinct()).as("all of one copy").hasSize(1);
        assertThat(Integer.parseInt(rounds.get(0))).isGreaterThanOrEqualTo(told(says));
    }

    /** The last copy that the writer said was there. */
    private static int told(Path says) throws IOException {
        String text = Files.readString(says);
        String[] whole = text.substring(0, text.lastIndexOf('\n') + 1).split("\n");
        return whole[0].isEmpty() ? 0 : Integer.parseInt(whole[whole.length - 1]);
    }
}
