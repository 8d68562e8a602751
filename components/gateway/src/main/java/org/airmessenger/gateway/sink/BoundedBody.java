/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;

import java.io.IOException;

/**
 * Keeps at most 64 KiB of an answer. What follows is read and dropped, so that the connection can
 * serve on, but not without end (16 MiB). How long an answer may take is {@link Deadline}'s
 * business.
 */
final class BoundedBody implements BodyCodec<Buffer> {

    /** Most bytes that are kept; a longer answer is one byte longer, to be told apart. */
    static final int MAX_KEPT = 64 * 1024;

    private static final long MAX_READ = 16L * 1024 * 1024;

    /** Whether the answer was longer than what was kept. */
    static boolean isCut(Buffer body) {
        return body != null && body.length() > MAX_KEPT;
    }

    @Override
    public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
        handler.handle(Future.succeededFuture(new Stream()));
    }

    /** The answer does not end: nobody wants the rest of it. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        TooLongException() {
            super("answer longer than 16 MiB");
        }
    }

    private static final class Stream implements BodyStream<Buffer> {

        private final Promise<Buffer> result = Promise.promise();
        private final Buffer kept = Buffer.buffer();
        private long read;

        @Override
        public Future<Buffer> result() {
            return result.future();
        }

        @Override
        public Future<Void> write(Buffer data) {
            read += data.length();
            if (read > MAX_READ) {
                return Future.failedFuture(new TooLongException());
            }
            int room = MAX_KEPT + 1 - kept.length();
            if (room > 0) {
                kept.appendBuffer(data, 0, Math.min(room, data.length()));
            }
            return Future.succeededFuture();
        }

        @Override
        public void write(Buffer data, Handler<AsyncResult<Void>> handler) {
            write(data).onComplete(handler);
        }

        @Override
        public void end(Handler<AsyncResult<Void>> handler) {
            result.tryComplete(kept);
            if (handler != null) {
                handler.handle(Future.succeededFuture());
            }
        }

        @Override
        public void handle(Throwable failure) {
            result.tryFail(failure);
        }

        @Override
        public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
            return this;
        }

        @Override
        public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
            return this;
        }

        @Override
        public boolean writeQueueFull() {
            return false;
        }

        @Override
        public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
            return this;
        }
    }
}
