/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.apache.activemq.artemis.utils.critical.CriticalAnalyzerPolicy;

import java.nio.file.Path;

/** The broker's own settings, as measured: see the README of this component for the reasons. */
final class BrokerSettings {

    private static final int HALF_MILLISECOND_IN_NANOS = 500_000;
    private static final long TOPIC_MAX_BYTES = 4L << 20;
    private static final long TOPIC_PAGE_LIMIT_BYTES = 256L << 20;
    private static final int PAGE_BYTES = 1 << 20;

    /** A subscription has a queue, and there may be very many: the usual 8192 take 32 KiB each. */
    private static final int TOPIC_QUEUE_BUFFER = 64;

    private static final int JOURNAL_FILE_BYTES = 10 << 20;
    private static final long CRITICAL_TIMEOUT_MILLIS = 120_000;

    private BrokerSettings() {}

    static Configuration of(BrokerConfiguration options, JournalType journal) throws Exception {
        Path data = Path.of(options.getDataDirectory()).toAbsolutePath();
        Configuration broker = new ConfigurationImpl();
        broker.setName("air")
                .setPersistenceEnabled(true)
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setJournalDirectory(data.resolve("journal").toString())
                .setLargeMessagesDirectory(data.resolve("large-messages").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setJournalType(journal)
                .setJournalDatasync(true)
                .setJournalSyncTransactional(true)
                // off, a killed process loses acknowledged messages
                .setJournalSyncNonTransactional(true)
                .setJournalBufferTimeout_NIO(HALF_MILLISECOND_IN_NANOS)
                .setJournalBufferTimeout_AIO(HALF_MILLISECOND_IN_NANOS)
                .setJournalFileSize(JOURNAL_FILE_BYTES)
                .setJournalMinFiles(2)
                .setJournalPoolFiles(10)
                .setIDCacheSize(20_000)
                .setPersistIDCache(true)
                // the door keeps sessions, with their expiry
                .setMqttSubscriptionPersistenceEnabled(false);
        limits(broker, options);
        isolation(broker, options);
        broker.addAddressSetting("#", topics());
        return broker;
    }

    private static void limits(Configuration broker, BrokerConfiguration options) {
        broker.setGlobalMaxSize(globalMaxBytes(options))
                // the gateway refuses politely first; this only stops the broker from crashing
                .setMaxDiskUsage(-1)
                .setMinDiskFree(Math.max(1, options.getMinDiskFreeBytes() / 2))
                .setDiskScanPeriod(5_000)
                .setThreadPoolMaxSize(30)
                .setScheduledThreadPoolMaxSize(2)
                .setMessageExpiryScanPeriod(5_000)
                .setCriticalAnalyzer(true)
                .setCriticalAnalyzerTimeout(CRITICAL_TIMEOUT_MILLIS)
                .setCriticalAnalyzerPolicy(CriticalAnalyzerPolicy.LOG)
                .setGracefulShutdownEnabled(false);
    }

    private static void isolation(Configuration broker, BrokerConfiguration options)
            throws Exception {
        broker.setSecurityEnabled(true)
                // the security manager answers from the connection: nothing to cache, so a
                // revoked device is in no cache
                .setAuthenticationCacheSize(0)
                .setAuthorizationCacheSize(0)
                .setResolveProtocols(false)
                .setJMXManagementEnabled(options.isManagementEnabled())
                // under $, where no device may reach
                .setManagementAddress(SimpleString.of("$air.management"))
                .setManagementNotificationAddress(SimpleString.of("$air.notifications"))
                .setWildCardConfiguration(
                        new WildcardConfiguration()
                                .setDelimiter('/')
                                .setSingleWord('+')
                                .setAnyWords('#'));
    }

    private static AddressSettings topics() {
        return new AddressSettings()
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(TOPIC_MAX_BYTES)
                .setPageSizeBytes(PAGE_BYTES)
                .setPageLimitBytes(TOPIC_PAGE_LIMIT_BYTES)
                // never DROP: an acknowledged message would be gone for who is away
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setDefaultAddressRoutingType(RoutingType.MULTICAST)
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(true)
                .setAutoDeleteQueues(true)
                // an address under a wildcard subscription would live for ever otherwise
                .setAutoDeleteAddressesSkipUsageCheck(true)
                .setInitialQueueBufferSize(TOPIC_QUEUE_BUFFER)
                .setMaxDeliveryAttempts(-1)
                .setAutoCreateDeadLetterResources(false)
                .setAutoCreateExpiryResources(false);
    }

    static long globalMaxBytes(BrokerConfiguration options) {
        return options.getGlobalMaxBytes() > 0
                ? options.getGlobalMaxBytes()
                : Runtime.getRuntime().maxMemory() / 4;
    }
}
