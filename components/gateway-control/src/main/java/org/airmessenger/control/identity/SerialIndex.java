/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.files.SafeFiles;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which certificates were issued to which device, and which are revoked. A text file that only
 * grows, one line per event, each durable before it counts:
 *
 * <pre>
 * I &lt;serial, hex&gt; &lt;device&gt; &lt;end of validity, epoch seconds&gt;
 * R &lt;serial, hex&gt; &lt;device&gt; &lt;time of revocation, epoch seconds&gt;
 * </pre>
 *
 * A line that a crash cut short was never acknowledged and is skipped.
 */
final class SerialIndex {

    /**
     * One certificate.
     *
     * @param revoked when it was revoked, or null
     */
    record Entry(BigInteger serial, String device, Instant notAfter, Instant revoked) {}

    private final Path file;

    SerialIndex(Path file) {
        this.file = file;
    }

    /** All certificates by serial, oldest first. */
    Map<BigInteger, Entry> read() throws IOException {
        Map<BigInteger, Entry> entries = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int complete = text.lastIndexOf('\n') + 1;
        text.substring(0, complete).lines().forEach(line -> read(line, entries));
        return entries;
    }

    private static void read(String line, Map<BigInteger, Entry> entries) {
        String[] words = line.split(" ");
        if (words.length != 4 || !words[3].matches("\\d{1,15}") || !words[1].matches("[0-9a-f]+")) {
            return;
        }
        BigInteger serial = new BigInteger(words[1], 16);
        Instant time = Instant.ofEpochSecond(Long.parseLong(words[3]));
        if (words[0].equals("I")) {
            entries.putIfAbsent(serial, new Entry(serial, words[2], time, null));
        } else if (words[0].equals("R")) {
            Entry issued = entries.get(serial);
            Instant notAfter = issued == null ? Instant.MAX : issued.notAfter();
            entries.put(serial, new Entry(serial, words[2], notAfter, time));
        }
    }

    void issued(BigInteger serial, String device, Instant notAfter) throws IOException {
        append(line("I", serial, device, notAfter));
    }

    void revoked(Collection<Entry> entries, Instant now) throws IOException {
        StringBuilder lines = new StringBuilder();
        entries.forEach(entry -> lines.append(line("R", entry.serial(), entry.device(), now)));
        append(lines.toString());
    }

    /** A line that a crash cut short is ended first, so that it spoils only itself. */
    private void append(String lines) throws IOException {
        boolean cut = false;
        if (Files.exists(file)) {
            byte[] old = Files.readAllBytes(file);
            cut = old.length > 0 && old[old.length - 1] != '\n';
        }
        String text = cut ? "\n" + lines : lines;
        SafeFiles.appendPrivate(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(String word, BigInteger serial, String device, Instant time) {
        return word + " " + serial.toString(16) + " " + device + " " + time.getEpochSecond() + "\n";
    }
}
