/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Devices that post over HTTP/2 as fast as they are answered: nghttp2's {@code h2load}, one process
 * and one connection per device.
 */
final class H2Load {

    private static final Pattern RATE = Pattern.compile("finished in .*, ([0-9.]+) req/s");
    private static final Pattern STATUSES =
            Pattern.compile("status codes: (\\d+) 2xx, (\\d+) 3xx, (\\d+) 4xx, (\\d+) 5xx");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final int streams;

    /**
     * What all devices had answered.
     *
     * @param kept answers 202
     * @param perSecond of them
     */
    record Result(long kept, double perSecond) {}

    /**
     * Posts nothing yet.
     *
     * @param folder for what it writes
     * @param streams requests of a device on their way
     */
    H2Load(Path folder, byte[] body, int streams) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.streams = streams;
        Files.write(folder.resolve("body"), body);
    }

    /**
     * Posts for a while.
     *
     * @param tokens of the devices {@code sensor-0} and on
     * @throws IOException if it cannot run, or anything but 202 was answered
     */
    Result run(int port, List<String> tokens, Duration time)
            throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            for (int device = 0; device < tokens.size(); device++) {
                processes.add(start(port, device, tokens.get(device), time));
            }
            long kept = 0;
            double perSecond = 0;
            for (int device = 0; device < processes.size(); device++) {
                Process process = processes.get(device);
                boolean ended =
                        process.waitFor(time.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
                String text = Files.readString(output(device));
                if (!ended || process.exitValue() != 0) {
                    throw new IOException("h2load must end well but said: " + text);
                }
                Matcher statuses = found(STATUSES, text);
                if (!statuses.group(2).equals("0")
                        || !statuses.group(3).equals("0")
                        || !statuses.group(4).equals("0")) {
                    throw new IOException("all posts must be kept but: " + statuses.group());
                }
                kept += Long.parseLong(statuses.group(1));
                perSecond += Double.parseDouble(found(RATE, text).group(1));
            }
            return new Result(kept, perSecond);
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private Path output(int device) {
        return folder.resolve("h2load-" + device + ".txt");
    }

    private Process start(int port, int device, String token, Duration time) throws IOException {
        String url = "https://127.0.0.1:%d/v1/messages/sensors/sensor-%d/temperature";
        return new ProcessBuilder(
                        "h2load",
                        "-D",
                        Long.toString(time.toSeconds()),
                        "-c",
                        "1",
                        "-m",
                        Integer.toString(streams),
                        "-d",
                        folder.resolve("body").toString(),
                        "-H",
                        "Authorization: Bearer " + token,
                        "-H",
                        "Content-Type: application/octet-stream",
                        url.formatted(port, device))
                .redirectErrorStream(true)
                .redirectOutput(output(device).toFile())
                .start();
    }

    private static Matcher found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("h2load must say " + pattern + " but said: " + text);
        }
        return matcher;
    }
}
