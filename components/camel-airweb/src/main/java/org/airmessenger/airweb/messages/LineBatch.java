/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.messages;

import org.airmessenger.airweb.server.BodyReader;
import org.airmessenger.airweb.server.Call;
import org.airmessenger.airweb.server.Deadline;
import org.airmessenger.door.Flow;
import org.airmessenger.message.Identity;
import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.core.JsonParser;
import io.vertx.core.buffer.Buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * A batch with one message per line (NDJSON): each is taken as soon as its line is here, and no
 * more of the body is read than fits into memory. A line that is no message is refused alone.
 * Belongs to the event loop.
 */
final class LineBatch implements Flow.Tap {

    /** Bytes of one request on their way, from which it is not read. */
    private static final long WINDOW_BYTES = 1 << 18;

    private final Call call;
    private final Identity identity;
    private final String topic;
    private final int qos;
    private final Batch batch;
    private final Flow flow;
    private final long most;
    private final long longestLine;
    private final Deadline deadline;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long read;
    private boolean paused;
    private boolean done;

    private LineBatch(Call call, String topic, long deadlineMillis) {
        this.call = call;
        this.identity = call.session().identity();
        this.topic = topic;
        this.qos = HeaderReader.qos(call.header("Air-Qos"));
        this.batch = new Batch(call);
        this.most = call.door().options().getMaxBatchBytes();
        this.longestLine = call.door().options().getMaxBodyBytes();
        this.flow =
                new Flow(call.door().budget(), WINDOW_BYTES, this, call.connection()::runOnContext);
        this.deadline = Deadline.of(call, deadlineMillis);
    }

    /** Reads all of the body, line by line. */
    static void read(Call call, String topic, long deadlineMillis) {
        if (BodyReader.announced(call) > call.door().options().getMaxBatchBytes()) {
            throw BodyReader.tooLarge(
                    BodyReader.announced(call), call.door().options().getMaxBatchBytes());
        }
        if (call.door().budget().isSpent()) {
            throw BodyReader.full();
        }
        LineBatch lines = new LineBatch(call, topic, deadlineMillis);
        lines.batch.onVerdict(lines::judged);
        call.request().handler(lines::append).endHandler(end -> lines.end());
        call.wantBody();
    }

    private void append(Buffer chunk) {
        if (done || call.isOver()) {
            return;
        }
        read += chunk.length();
        if (read > most) {
            stop(BodyReader.tooLarge(read, most));
            return;
        }
        byte[] bytes = chunk.getBytes();
        int from = 0;
        for (int i = 0; i < bytes.length && !done; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i - from);
                from = i + 1;
                take();
            }
        }
        if (!done) {
            line.write(bytes, from, bytes.length - from);
            if (line.size() > longestLine) {
                stop(BodyReader.tooLarge(line.size(), longestLine));
            }
        }
    }

    private void take() {
        byte[] item = line.toByteArray();
        line.reset();
        if (isBlank(item)) {
            return;
        }
        try {
            Batch.checkSize(call, batch.size() + 1);
            if (item.length > longestLine) {
                throw BodyReader.tooLarge(item.length, longestLine);
            }
        } catch (RefusedException e) {
            stop(e);
            return;
        }
        try (JsonParser json = JsonItem.parser(item)) {
            json.nextToken();
            WebMessage message = JsonItem.read(item, json, false, identity, topic, qos);
            if (json.nextToken() != null) {
                throw HeaderReader.malformed("a line must be one JSON object; put each on its own");
            }
            flow.take(cost(message));
            batch.add(message);
        } catch (RefusedException e) {
            batch.refuse(e);
        } catch (IOException e) {
            batch.refuse(PostMessages.noJson(e));
        }
    }

    private static boolean isBlank(byte[] item) {
        for (byte one : item) {
            if (one != ' ' && one != '\t' && one != '\r') {
                return false;
            }
        }
        return true;
    }

    private static long cost(WebMessage message) {
        return (long) message.body().length + WebMessage.OVERHEAD_BYTES;
    }

    private void judged(WebMessage message) {
        flow.give(cost(message));
        flow.resumeIfRoom();
    }

    /** What comes from here on is not taken; what came before is. */
    private void stop(RefusedException why) {
        done = true;
        batch.refuse(why);
        finish();
    }

    private void end() {
        if (!done && !call.isOver()) {
            done = true;
            if (line.size() > 0) {
                take();
            }
            finish();
        }
    }

    private void finish() {
        deadline.met();
        batch.end();
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            deadline.rest();
            call.request().pause();
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            deadline.goOn();
            call.request().resume();
        }
    }

    @Override
    public boolean isPaused() {
        return paused;
    }
}
