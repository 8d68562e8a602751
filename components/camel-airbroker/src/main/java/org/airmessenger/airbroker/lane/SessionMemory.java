/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What waits for all sessions together. In the broker, when all addresses have filled the memory
 * that they share, each of them goes to its pages, the urgent lanes too. Before that the fullest
 * subscriptions do here, and lose nothing.
 */
final class SessionMemory {

    /** The lanes keep the rest for themselves. */
    private static final int SHARE = 2;

    private final ActiveMQServer server;

    SessionMemory(ActiveMQServer server) {
        this.server = server;
    }

    /**
     * Sends subscriptions to their pages if too much waits in memory; every second.
     *
     * @throws Exception if a page cannot be written
     */
    void look(Collection<SessionDropper> subscriptions) throws Exception {
        PagingManager paging = server.getPagingManager();
        long most = paging.getMaxSize() / SHARE;
        if (paging.getMaxSize() <= 0 || paging.getGlobalSize() <= most) {
            return;
        }
        List<SessionDropper> growing = new ArrayList<>();
        long waiting = 0;
        for (SessionDropper each : subscriptions) {
            long bytes = each.bytes();
            // a queue and not its topics: their sizes are counted there, but never paged
            if (bytes > 0 && !each.queue.getPagingStore().isPaging()) {
                growing.add(each);
                waiting += bytes;
            }
        }
        if (waiting <= most) {
            return;
        }
        for (SessionDropper each : growing) {
            if (each.bytes() * growing.size() >= waiting) {
                each.queue.getPagingStore().startPaging();
            }
        }
    }
}
