/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.airwire.client.AirwireClient;
import org.airmessenger.airwire.client.ClientOptions;
import org.airmessenger.bench.gateway.GatewayHome;

/**
 * Sends by the wire protocol over TLS; what is not acknowledged its session sends again, over a
 * restart of the gateway too.
 */
final class WireSender extends Sender {

    private static final long RETRY_FROM = 5;
    private static final long RETRY_TO = 200;

    private final AirwireClient client;

    WireSender(GatewayHome home, int device, int port) throws Exception {
        super(home, device);
        client =
                AirwireClient.open(
                        ClientOptions.of("localhost", port, certificate(), key(), authority())
                                .retry(RETRY_FROM, RETRY_TO),
                        message -> {});
    }

    @Override
    void send(int sequence, byte[] body) {
        client.publish(topic(), body)
                .whenComplete(
                        (done, failure) -> {
                            if (failure == null) {
                                kept(sequence);
                            } else {
                                refused(failure.toString());
                            }
                        });
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
