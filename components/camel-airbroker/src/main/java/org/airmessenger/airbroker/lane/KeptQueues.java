/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.apache.activemq.artemis.api.config.ActiveMQDefaultConfiguration;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.config.AbstractPersistedAddressSetting;
import org.apache.activemq.artemis.core.persistence.config.PersistedAddressSettingJSON;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;

/** The gateway's own queues in the broker: durable, paging early, never retrying by themselves. */
public final class KeptQueues {

    /** No queue is bound to it: what the broker finds expired is gone, and counted. */
    private static final SimpleString NOWHERE = SimpleString.of("$air.nowhere");

    private KeptQueues() {}

    /**
     * A queue that is found again after a restart.
     *
     * @param address also its name
     * @param configuration memory and pages
     * @throws Exception if the broker cannot make it
     */
    public static Queue make(
            ActiveMQServer server, SimpleString address, LaneRoomConfiguration configuration)
            throws Exception {
        AddressSettings settings =
                new AddressSettings()
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                        // every limit is named: what is not would come from the topics' settings,
                        // and a page limit there would drop messages
                        .setPageLimitBytes(1L << 60)
                        .setPageLimitMessages(-1L)
                        .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                        .setMaxSizeMessages(-1)
                        .setMaxSizeBytes(configuration.getMaxMemoryBytes())
                        .setPageSizeBytes(configuration.getPageBytes())
                        // how much is in delivery is bounded by our own window
                        .setMaxReadPageBytes(-1)
                        .setMaxReadPageMessages(-1)
                        .setPrefetchPageBytes(configuration.getPageBytes())
                        .setPrefetchPageMessages(-1)
                        .setInitialQueueBufferSize(
                                ActiveMQDefaultConfiguration.INITIAL_QUEUE_BUFFER_SIZE)
                        .setMaxDeliveryAttempts(-1)
                        // never used, but without them the broker warns at every change
                        .setDeadLetterAddress(NOWHERE)
                        .setExpiryAddress(NOWHERE)
                        .setAutoCreateDeadLetterResources(false)
                        .setAutoCreateExpiryResources(false)
                        .setRedeliveryDelay(0)
                        .setAutoDeleteQueues(false)
                        .setAutoDeleteAddresses(false)
                        .setDefaultPurgeOnNoConsumers(false);
        apply(server, address, settings);
        return server.createQueue(
                QueueConfiguration.of(address)
                        .setAddress(address)
                        .setRoutingType(RoutingType.ANYCAST)
                        .setDurable(true)
                        .setAutoCreateAddress(true)
                        .setAutoCreated(false)
                        .setMaxConsumers(-1),
                true);
    }

    /**
     * Sets what an address is, on disk too: the broker knows it then before it loads the lane, and
     * never takes the topics' settings for it.
     */
    private static void apply(ActiveMQServer server, SimpleString address, AddressSettings settings)
            throws Exception {
        AbstractPersistedAddressSetting recorded =
                server.getStorageManager().recoverAddressSettings(address);
        if (recorded == null || !recorded.getSetting().toJSON().equals(settings.toJSON())) {
            server.getStorageManager()
                    .storeAddressSetting(
                            new PersistedAddressSettingJSON(address, settings, settings.toJSON()));
            server.getAddressSettingsRepository().addMatch(address.toString(), settings);
        }
    }
}
