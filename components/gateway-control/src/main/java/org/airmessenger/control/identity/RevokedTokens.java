/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.SafeFiles;
import org.airmessenger.message.DeviceIds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tokens that were ended before their time, in {@code data/keys/revoked-tokens.txt} (0600): each
 * until it would have ended anyway. One line for each:
 *
 * <pre>
 * token  ID      UNTIL        this one
 * device ID  AT  UNTIL        all of the device that were issued until AT
 * </pre>
 *
 * <p>UNTIL is in epoch seconds, AT in epoch milliseconds. The file is replaced as a whole, so it is
 * never a part; one that cannot be read stops the start, for what it does not say would count as
 * valid.
 */
final class RevokedTokens {

    private static final String FILE = "revoked-tokens.txt";
    private static final int MOST = 100_000;
    private static final String SECONDS = "\\d{1,12}";
    private static final String MILLIS = "\\d{1,15}";

    /** A clock that was wrong for some hours must not forget what is revoked. */
    private static final Duration GRACE = Duration.ofDays(2);

    private final KeyFolder folder;
    private final Clock clock;
    private volatile Book book;

    /**
     * Everything at one moment; never changed.
     *
     * @param tokens until when each is remembered
     * @param devices the same
     */
    private record Book(Map<String, Long> tokens, Map<String, Cut> devices) {}

    /**
     * What a file says that was not known.
     *
     * @param tokens ids of tokens
     * @param devices whose tokens are over
     */
    record Fresh(Set<String> tokens, Set<String> devices) {}

    private record Cut(long at, long until) {}

    /**
     * Reads the file.
     *
     * @throws ControlException AIR-6161 if it is there and not what it should be
     */
    RevokedTokens(KeyFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        reread();
    }

    /** Takes what the file says now, and gives what is new in it. */
    Fresh reread() {
        Book before = book;
        Book now = read();
        book = now;
        Set<String> tokens = new HashSet<>(now.tokens.keySet());
        Set<String> devices = new HashSet<>(now.devices.keySet());
        if (before != null) {
            tokens.removeAll(before.tokens.keySet());
            devices.removeIf(id -> now.devices.get(id).equals(before.devices.get(id)));
        }
        return new Fresh(tokens, devices);
    }

    /**
     * Whether a token was ended before its time.
     *
     * @param made when it was made, epoch milliseconds
     */
    boolean has(String id, String device, long made) {
        return book.tokens.containsKey(id) || made <= cut(device);
    }

    /** The last millisecond whose tokens of a device are over; 0 if there is none. */
    long cut(String device) {
        Cut cut = book.devices.get(device);
        return cut == null ? 0 : cut.at;
    }

    /** How many lines it has. */
    int size() {
        Book now = book;
        return now.tokens.size() + now.devices.size();
    }

    /** Ends a token. */
    void add(String id) {
        change((tokens, devices) -> tokens.put(id, until()));
    }

    /** Ends all tokens of a device that were issued until now. */
    void addDevice(String device) {
        change(
                (tokens, devices) -> {
                    // what was issued after the last one is meant, even within its millisecond
                    Cut last = devices.getOrDefault(device, new Cut(0, 0));
                    long at = Math.max(clock.millis(), last.at + 1);
                    devices.put(device, new Cut(at, until()));
                });
    }

    private long until() {
        return clock.instant().plus(TokenSettings.LONGEST_TTL).plus(GRACE).getEpochSecond();
    }

    private interface Change {
        void make(Map<String, Long> tokens, Map<String, Cut> devices);
    }

    private void change(Change change) {
        folder.locked(
                () -> {
                    Book before = read();
                    long now = clock.instant().getEpochSecond();
                    Map<String, Long> tokens = new HashMap<>(before.tokens);
                    Map<String, Cut> devices = new HashMap<>(before.devices);
                    tokens.values().removeIf(until -> until < now);
                    devices.values().removeIf(cut -> cut.until < now);
                    change.make(tokens, devices);
                    if (tokens.size() + devices.size() > MOST) {
                        throw new ControlException(
                                Kind.CONFLICT,
                                "AIR-6163 at most "
                                        + MOST
                                        + " revoked tokens can be remembered but these would be"
                                        + " more; air token rotate --drop-old ends all tokens");
                    }
                    SafeFiles.writePrivate(folder.file(FILE), text(tokens, devices));
                    book = new Book(Map.copyOf(tokens), Map.copyOf(devices));
                    return null;
                });
    }

    private static byte[] text(Map<String, Long> tokens, Map<String, Cut> devices) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(tokens)
                .forEach((id, until) -> text.append("token " + id + " " + until + "\n"));
        new TreeMap<>(devices)
                .forEach(
                        (id, cut) ->
                                text.append(
                                        "device " + id + " " + cut.at + " " + cut.until + "\n"));
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private Book read() {
        Path file = folder.file(FILE);
        Map<String, Long> tokens = new HashMap<>();
        Map<String, Cut> devices = new HashMap<>();
        if (Files.exists(file)) {
            String text;
            try {
                text = Files.readString(file, StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw broken("cannot be read (" + e.getClass().getSimpleName() + ")");
            }
            if (!text.endsWith("\n")) {
                throw broken("ends within a line");
            }
            int number = 0;
            for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
                number++;
                if (!read(line.split(" ", -1), tokens, devices)) {
                    throw broken("is damaged in line " + number);
                }
            }
        }
        return new Book(Map.copyOf(tokens), Map.copyOf(devices));
    }

    private static boolean read(
            String[] words, Map<String, Long> tokens, Map<String, Cut> devices) {
        String last = words[words.length - 1];
        if (words.length < 3 || !last.matches(SECONDS) || !DeviceIds.isValid(words[1])) {
            return false;
        }
        long until = Long.parseLong(last);
        if (words[0].equals("token") && words.length == 3) {
            return tokens.put(words[1], until) == null;
        }
        return words[0].equals("device")
                && words.length == 4
                && words[2].matches(MILLIS)
                && devices.put(words[1], new Cut(Long.parseLong(words[2]), until)) == null;
    }

    private static ControlException broken(String what) {
        return new ControlException(
                Kind.FAILED,
                "AIR-6161 data/keys/"
                        + FILE
                        + " must say which tokens are revoked but "
                        + what
                        + "; restore it from a backup, or remove it and run air token rotate"
                        + " --drop-old: then every token ends");
    }
}
