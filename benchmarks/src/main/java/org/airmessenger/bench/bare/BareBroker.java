/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.bare;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Artemis as it is, embedded, with one MQTT acceptor on loopback: a synced journal, no security
 * manager, nothing of ours. Prints {@code READY port=… journal=…} and runs until it is killed.
 */
public final class BareBroker {

    private BareBroker() {}

    /**
     * Runs it.
     *
     * @param args data directory; then, for mutual TLS: key store, trust store (both PKCS#12) and
     *     their password, which guards nothing: the keys are thrown away with the trial
     */
    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        boolean aio = LibaioContext.isLoaded();
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(
                configuration(data, aio)
                        .addAcceptorConfiguration(
                                new TransportConfiguration(
                                        NettyAcceptorFactory.class.getName(),
                                        acceptor(args),
                                        "mqtt")));
        broker.start();
        System.out.println(
                "READY port="
                        + port(broker.getActiveMQServer())
                        + " journal="
                        + (aio ? "ASYNCIO" : "NIO"));
        Thread.currentThread().join();
    }

    private static Configuration configuration(Path data, boolean aio) {
        return new ConfigurationImpl()
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(aio ? JournalType.ASYNCIO : JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalSyncNonTransactional(true)
                .setJournalSyncTransactional(true)
                .setJournalDirectory(data.resolve("journal").toString())
                .setBindingsDirectory(data.resolve("bindings").toString())
                .setPagingDirectory(data.resolve("paging").toString())
                .setLargeMessagesDirectory(data.resolve("large").toString());
    }

    private static Map<String, Object> acceptor(String[] args) {
        Map<String, Object> options = new HashMap<>();
        options.put(TransportConstants.HOST_PROP_NAME, "127.0.0.1");
        options.put(TransportConstants.PORT_PROP_NAME, "0");
        options.put(TransportConstants.PROTOCOLS_PROP_NAME, "MQTT");
        if (args.length > 1) {
            String password = args[3];
            options.put(TransportConstants.SSL_ENABLED_PROP_NAME, "true");
            options.put(TransportConstants.NEED_CLIENT_AUTH_PROP_NAME, "true");
            options.put(TransportConstants.ENABLED_PROTOCOLS_PROP_NAME, "TLSv1.3");
            options.put(TransportConstants.KEYSTORE_TYPE_PROP_NAME, "PKCS12");
            options.put(TransportConstants.KEYSTORE_PATH_PROP_NAME, args[1]);
            options.put(TransportConstants.KEYSTORE_PASSWORD_PROP_NAME, password);
            options.put(TransportConstants.TRUSTSTORE_TYPE_PROP_NAME, "PKCS12");
            options.put(TransportConstants.TRUSTSTORE_PATH_PROP_NAME, args[2]);
            options.put(TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME, password);
        }
        return options;
    }

    private static int port(ActiveMQServer server) {
        return ((NettyAcceptor) server.getRemotingService().getAcceptor("mqtt")).getActualPort();
    }
}
