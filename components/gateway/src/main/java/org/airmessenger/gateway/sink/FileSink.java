/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.gateway.payload.EventBatch;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Quoted;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One destination of files, as the Kamelet {@code air-file-sink} sees it: makes lines of messages
 * and says to which file they are appended. No part of a path comes from a message. One thread at a
 * time; {@link FileKept} follows it.
 */
public final class FileSink implements Processor {

    /** The header by which Camel's file component knows the file. */
    static final String FILE_NAME = Exchange.FILE_NAME;

    private static final String DESTINATION = "AirDestination";
    private static final String UNNAMED = "messages";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Set<String> FORMATS = new TreeSet<>(Set.of("cloudevents", "raw"));
    private static final long MIN_BYTES = 1024;
    private static final long MAX_BYTES = 1L << 40;
    private static final int BYTES_PER_LINE = 400;

    private final Map<String, String> parameters = new HashMap<>();
    private final Clock clock = Clock.systemUTC();
    private boolean raw;
    private FileRoll roll;

    /** The gateway's folder; a relative {@code folder} lies in it. */
    public void setHome(String home) {
        parameters.put("home", home);
    }

    /** Where the files are. */
    public void setFolder(String folder) {
        parameters.put("folder", Parameters.secret(folder));
    }

    /** {@code cloudevents} (default) or {@code raw}. */
    public void setFormat(String format) {
        parameters.put("format", format);
    }

    /** Largest file in bytes. */
    public void setMaxFileBytes(String bytes) {
        parameters.put("maxFileBytes", bytes);
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5150 to AIR-5152
     */
    public void open() {
        Parameters all = new Parameters(parameters);
        Path folder = folder(all);
        raw = "raw".equals(all.word("AIR-5151", "format", "cloudevents", FORMATS));
        long max = all.number("AIR-5152", "maxFileBytes", 100_000_000, MIN_BYTES, MAX_BYTES);
        all.end();
        roll = new FileRoll(folder, max);
    }

    private static Path folder(Parameters all) {
        String text = all.value("folder", "data/files");
        try {
            Path folder = Path.of(text);
            if (folder.isAbsolute()) {
                return folder.normalize();
            }
            String home = all.value("home", "");
            Path base = Path.of(home).normalize();
            Path inside = base.resolve(folder).normalize();
            if (base.isAbsolute() && inside.startsWith(base)) {
                return inside;
            }
        } catch (InvalidPathException e) {
            all.problem("AIR-5150 folder must be a path but was " + Quoted.of(text));
            return null;
        }
        all.problem(
                "AIR-5150 folder must lie in the gateway's folder, or be absolute, but was "
                        + Quoted.of(text));
        return null;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Attempt attempt = new Attempt(exchange);
        byte[] lines = lines(attempt);
        if (lines.length == 0) {
            exchange.setException(attempt.verdict());
            return;
        }
        FileAttempt written;
        try {
            String destination = exchange.getMessage().getHeader(DESTINATION, String.class);
            boolean named = destination != null && NAME.matcher(destination).matches();
            Path file =
                    roll.next(named ? destination : UNNAMED, LocalDate.now(clock), lines.length);
            long start = Files.isRegularFile(file) ? Files.size(file) : 0;
            written = new FileAttempt(exchange, file, start);
        } catch (IOException e) {
            throw FileKept.away(e);
        }
        written.refuseAs(attempt);
        exchange.setProperty(Attempt.PROPERTY, written);
        // it would win
        exchange.getMessage().removeHeader(Exchange.OVERRULE_FILE_NAME);
        exchange.getMessage().setHeader(FILE_NAME, written.file().toString());
        exchange.getMessage().setBody(lines);
    }

    private byte[] lines(Attempt attempt) throws IOException {
        ByteArrayOutputStream lines =
                new ByteArrayOutputStream(attempt.messages().size() * BYTES_PER_LINE);
        for (Message message : attempt.messages()) {
            try {
                lines.writeBytes(raw ? raw(message) : event(message));
                lines.write('\n');
            } catch (IllegalArgumentException e) {
                if (message.getHeader(AirHeaders.ID) == null) {
                    // without an id it cannot be named: alone it will be
                    throw DeliveryException.refused(e.getMessage());
                }
                attempt.refuse(message, e.getMessage());
            }
        }
        return lines.toByteArray();
    }

    private static byte[] raw(Message message) {
        byte[] body = Bodies.bytes(message);
        for (byte b : body) {
            if (b == '\n') {
                throw new IllegalArgumentException(
                        "AIR-5155 a raw line must hold no line feed but the body has one; take the"
                                + " format cloudevents");
            }
        }
        return body;
    }

    private static byte[] event(Message message) throws IOException {
        byte[] event = EventBatch.one(message);
        for (int i = 0; i < event.length; i++) {
            // inside JSON these can only stand between values
            if (event[i] == '\n' || event[i] == '\r') {
                event[i] = ' ';
            }
        }
        return event;
    }
}
