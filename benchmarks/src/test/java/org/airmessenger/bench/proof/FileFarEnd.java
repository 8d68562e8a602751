/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.jvm.Folders;
import org.airmessenger.bench.load.Payload;
import org.airmessenger.bench.load.Tally;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files on this disk. While they are away, a file lies where their folder was. */
final class FileFarEnd implements FarEnd {

    /** A whole event: neither half of one nor one behind the half of another. */
    private static final Pattern EVENT =
            Pattern.compile("\\{[^{}]*\"data_base64\":\"([A-Za-z0-9+/=]+)\"[^{}]*}");

    private static final String HALF = "{\"specversion\":\"1.0\",\"id\":\"half-a-li";
    private static final int SMALL = 200_000;

    private final Path base = Folders.create("air-far-");
    private final Path folder = base.resolve("files");
    private final Path aside = base.resolve("aside");
    private final Tally tally;

    FileFarEnd(Tally tally) throws IOException {
        this.tally = tally;
    }

    @Override
    public String sink() {
        return """
        sink: air-file-sink
        parameters: { folder: "%s", maxFileBytes: %d }
        """
                .formatted(folder, SMALL);
    }

    @Override
    public void goAway() throws IOException {
        // on a slow machine nothing came yet
        Files.createDirectories(folder);
        Files.move(folder, aside);
        Files.createFile(folder);
    }

    @Override
    public void comeBack() throws IOException {
        Files.delete(folder);
        Files.move(aside, folder);
    }

    /** A kill hits the middle of a write by chance only; so here is what it then leaves behind. */
    @Override
    public void gatewayIsGone() throws IOException {
        for (Path last : files().stream().skip(Math.max(0, files().size() - 1)).toList()) {
            if (endsWhole(last)) {
                Files.writeString(last, HALF, StandardOpenOption.APPEND);
            }
        }
    }

    private static boolean endsWhole(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length == 0 || bytes[bytes.length - 1] == '\n';
    }

    @Override
    public long progress() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted((one, two) -> Integer.compare(number(one), number(two))).toList();
        }
    }

    private static int number(Path file) {
        Matcher rolled =
                Pattern.compile("\\.(\\d+)\\.ndjson$").matcher(file.getFileName().toString());
        return rolled.find() ? Integer.parseInt(rolled.group(1)) : 0;
    }

    @Override
    public void count() throws IOException {
        for (Path file : files()) {
            if (!endsWhole(file)) {
                throw new IOException(file + " ends with half a line");
            }
            for (String line : Files.readAllLines(file)) {
                Matcher event = EVENT.matcher(line);
                if (!event.matches()) {
                    throw new IOException(file + " has a line that is no event: " + line);
                }
                byte[] body = Base64.getDecoder().decode(event.group(1));
                tally.receive(Payload.read(ByteBuffer.wrap(body)));
            }
        }
    }

    @Override
    public void close() throws IOException {
        Folders.remove(base);
    }
}
