/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command behind {@code samples/run.sh}. */
public final class Samples {

    private static final int OK = 0;
    private static final int DIFFERS = 1;
    private static final int WRONG = 2;

    private static final String STAY = "--stay";

    private final Path folder;
    private final Path distribution;
    private final boolean stay;
    private final PrintStream out;

    private Samples(PrintStream out, boolean stay) {
        this.out = out;
        this.stay = stay;
        // the unpacked distribution, as its own start script names it, and the checkout
        distribution = Path.of(System.getProperty("air.dist"));
        folder = Path.of(System.getProperty("air.project.root")).resolve("samples");
    }

    /**
     * Plays samples one after another. Exit codes: 0 all was as expected, 1 something differed or
     * could not be done, 2 there is no such sample or its {@code expect.yaml} is wrong.
     *
     * @param arguments names of samples, or folders; {@code --stay} leaves everything running after
     *     each until a line or the end of the standard input
     */
    public static void main(String[] arguments) {
        List<String> names = new ArrayList<>(List.of(arguments));
        boolean stay = names.remove(STAY);
        System.exit(new Samples(System.out, stay).run(names));
    }

    private int run(List<String> names) {
        try {
            if (names.isEmpty() || names.stream().anyMatch(name -> !isSample(folder(name)))) {
                out.println(
                        "samples/run.sh [--stay] NAME… or folders of your own; there are: "
                                + String.join(" ", all()));
                return WRONG;
            }
            int worst = OK;
            for (String name : names) {
                worst = Math.max(worst, run(folder(name)));
            }
            return worst;
        } catch (IOException e) {
            out.println(e.getMessage());
            return DIFFERS;
        }
    }

    private List<String> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(
                    files.filter(Samples::isSample)
                            .map(each -> each.getFileName().toString())
                            .sorted()
                            .toList());
        }
    }

    /** One of ours by its name, or any by its path. */
    private Path folder(String name) {
        Path ours = folder.resolve(name);
        return isSample(ours) ? ours : Path.of(name).toAbsolutePath().normalize();
    }

    private static boolean isSample(Path folder) {
        return Files.exists(folder.resolve("expect.yaml"));
    }

    private int run(Path sampleFolder) {
        long start = System.nanoTime();
        try {
            Sample sample = ExpectFile.read(sampleFolder);
            out.println(sample.name() + ": " + sample.title());
            List<String> differences = play(sample);
            differences.forEach(line -> say("differs", line));
            out.printf(
                    "%s in %.1f s%n",
                    differences.isEmpty() ? "as expected" : "NOT as expected",
                    (System.nanoTime() - start) / 1e9);
            return differences.isEmpty() ? OK : DIFFERS;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return WRONG;
        } catch (IOException e) {
            out.println(e.getMessage());
            return DIFFERS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DIFFERS;
        }
    }

    private List<String> play(Sample sample) throws IOException, InterruptedException {
        try (Play play = new Play(sample, distribution, this::say)) {
            List<String> differences = play.play();
            if (stay) {
                say("stays", "until Enter; " + play.invitation());
                waitForEnter();
            }
            return differences.isEmpty() ? play.end() : differences;
        }
    }

    private static void waitForEnter() throws IOException {
        int read = System.in.read();
        while (read >= 0 && read != '\n') {
            read = System.in.read();
        }
    }

    private void say(String word, String more) {
        out.printf("  %-10s %s%n", word, more);
        out.flush();
    }
}
