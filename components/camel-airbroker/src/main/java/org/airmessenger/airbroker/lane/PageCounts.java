/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the broker has in its pages. After a start it counts them anew, beside everything else, and
 * until then its queues tell what the last start knew: nothing can be booked on that.
 */
final class PageCounts {

    private static final Logger LOG = LoggerFactory.getLogger(PageCounts.class);
    private static final long SAY_SECONDS = 10;

    private PageCounts() {}

    /**
     * Waits until every page is counted, however long a backlog takes.
     *
     * @param server started
     * @throws IllegalStateException if pages could not be read, with the addresses
     */
    static void await(ActiveMQServer server) throws Exception {
        CountDownLatch turn = new CountDownLatch(1);
        // the broker counts one address after the other in this executor; our turn comes last. Its
        // own isRebuildingCounters() is no help: it is false all the time (Artemis 2.55)
        server.getPagingManager().execute(turn::countDown);
        while (!turn.await(SAY_SECONDS, TimeUnit.SECONDS)) {
            if (!server.isStarted()) {
                throw new IllegalStateException(
                        "AIR-3114 the broker must count its pages but was stopped; start again");
            }
            LOG.info(
                    "AIR-3118 the lanes open when the broker has counted its pages; left: {}",
                    uncounted(server.getPagingManager()));
        }
        List<String> uncounted = uncounted(server.getPagingManager());
        if (!uncounted.isEmpty()) {
            throw new IllegalStateException(
                    "AIR-3114 the broker must be able to read its pages but could not read those of "
                            + uncounted
                            + "; look at the log and at the disk");
        }
    }

    private static List<String> uncounted(PagingManager paging) throws Exception {
        List<String> names = new ArrayList<>();
        for (SimpleString address : paging.getStoreNames()) {
            PagingStore store = paging.getPageStore(address);
            if (!store.getCursorProvider().isRebuildDone()) {
                names.add(address.toString());
            }
        }
        return names;
    }
}
