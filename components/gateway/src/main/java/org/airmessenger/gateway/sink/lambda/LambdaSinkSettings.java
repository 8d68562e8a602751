/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * A destination's checked settings.
 *
 * @param function name, partial ARN or ARN, without a qualifier
 * @param qualifier version or alias; null for the unqualified function
 * @param region where it is, as {@code eu-central-1}
 * @param event whether Lambda only queues the payload (invocation type {@code Event})
 * @param endpoint another endpoint than the region's; null for that one
 * @param accessKey id of an access key; null for the SDK's default chain of credentials
 * @param secretKey its secret; null likewise
 * @param timeout longest time of an invocation, connection and answer together
 * @param awayErrors error types by which the function says that it is away
 */
record LambdaSinkSettings(
        String function,
        String qualifier,
        String region,
        boolean event,
        URI endpoint,
        String accessKey,
        String secretKey,
        Duration timeout,
        Set<String> awayErrors) {

    /** Bytes of a payload: "must be smaller than" 6 MB when waited for, 1 MB when queued. */
    int limit() {
        return (event ? 1024 * 1024 : 6 * 1024 * 1024) - 1;
    }

    /** The function, for texts. */
    String name() {
        return qualifier == null ? function : function + ":" + qualifier;
    }

    /** Without secrets. */
    @Override
    public String toString() {
        return "LambdaSinkSettings[" + name() + "]";
    }
}
