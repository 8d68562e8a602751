/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Writes to the broker's journal without a message; nobody waits for the disk on a thread. */
public final class Journal {

    private final ActiveMQServer server;

    /** What is written in one transaction. */
    @FunctionalInterface
    public interface Work {

        /** Writes it; the transaction is committed afterwards. */
        void write(Transaction transaction) throws Exception;
    }

    /** Of a running broker. */
    public Journal(ActiveMQServer server) {
        this.server = server;
    }

    /**
     * Writes in a transaction of its own; may block for a moment, so not on a network thread.
     *
     * @param lock held until it is committed, so that writes of the same things are in order
     * @return done when the disk has it, on a thread of the broker
     */
    public CompletableFuture<Void> write(Object lock, Work work) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        StorageManager storage = server.getStorageManager();
        OperationContext before = OperationContextImpl.getContext();
        storage.setContext(storage.newContext(server.getExecutorFactory().getExecutor()));
        Transaction transaction = new TransactionImpl(storage);
        try {
            synchronized (lock) {
                work.write(transaction);
                transaction.commit();
            }
            storage.afterCompleteOperations(
                    new IOCallback() {
                        @Override
                        public void done() {
                            written.complete(null);
                        }

                        @Override
                        public void onError(int code, String text) {
                            written.completeExceptionally(new IOException(code + " " + text));
                        }
                    });
        } catch (Exception e) {
            transaction.tryRollback();
            written.completeExceptionally(e);
        } finally {
            storage.setContext(before);
        }
        return written;
    }
}
