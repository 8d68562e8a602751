/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Changes of queues that nobody waits for. What was asked first is done first, and told first; the
 * journal is not waited for in between.
 */
public final class JournalWork {

    /** Work with a transaction, which it ends itself. */
    @FunctionalInterface
    public interface Work {

        /** Does it. */
        void run(Transaction transaction) throws Exception;
    }

    private final ActiveMQServer server;
    private volatile OperationContext context;

    /** Nothing asked yet. */
    public JournalWork(ActiveMQServer server) {
        this.server = server;
        renewContext();
    }

    /** A context that failed once fails for ever. */
    private void renewContext() {
        context = server.getStorageManager().newContext(server.getExecutorFactory().getExecutor());
    }

    /**
     * Does the work now.
     *
     * @param after called, on any thread, once the journal has it
     * @param failed called instead, on any thread, with the reason
     */
    public void run(Work work, Runnable after, Consumer<Exception> failed) {
        StorageManager storage = server.getStorageManager();
        OperationContext before = OperationContextImpl.getContext();
        storage.setContext(context);
        try {
            work.run(new TransactionImpl(storage));
            storage.afterCompleteOperations(
                    new IOCallback() {
                        @Override
                        public void done() {
                            after.run();
                        }

                        @Override
                        public void onError(int code, String text) {
                            renewContext();
                            failed.accept(new IOException(code + " " + text));
                        }
                    });
        } catch (Exception e) {
            failed.accept(e);
        } finally {
            storage.setContext(before);
        }
    }
}
