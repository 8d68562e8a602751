/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.core.transaction.Transaction;

/** What is kept together with a message: both, or neither. */
public interface Companion {

    /** Exchange property: the companion of a message. */
    String PROPERTY = "AirCompanion";

    /** What is held while the message and its companion are written. */
    Object lock();

    /**
     * Adds its part to the message's transaction. Whether it was committed, it learns from the
     * transaction.
     *
     * @throws Exception if the journal does not take it
     */
    void join(Transaction transaction) throws Exception;
}
