/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClientBuilder;

import java.time.Duration;
import java.util.concurrent.Executor;

/** How a destination's connections are made: its own pool, so that it holds up no other. */
final class LambdaSinkClient {

    // how many requests are in flight is the lane's business; a connection is opened when needed
    private static final int CONNECTIONS = 256;
    private static final Duration MAX_CONNECT = Duration.ofSeconds(10);

    private LambdaSinkClient() {}

    /**
     * A client that never retries by itself (when to try again is the lane's business).
     *
     * @param executor where answers are looked at, so that it is not a network thread
     */
    static LambdaAsyncClient open(LambdaSinkSettings settings, Executor executor) {
        Duration timeout = settings.timeout();
        Duration connect = timeout.compareTo(MAX_CONNECT) < 0 ? timeout : MAX_CONNECT;
        LambdaAsyncClientBuilder builder =
                LambdaAsyncClient.builder()
                        .region(Region.of(settings.region()))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        .maxConcurrency(CONNECTIONS)
                                        .connectionTimeout(connect)
                                        .connectionAcquisitionTimeout(timeout)
                                        .readTimeout(timeout)
                                        .writeTimeout(timeout)
                                        .tcpKeepAlive(true))
                        .asyncConfiguration(
                                async ->
                                        async.advancedOption(
                                                SdkAdvancedAsyncClientOption
                                                        .FUTURE_COMPLETION_EXECUTOR,
                                                executor))
                        .overrideConfiguration(
                                ClientOverrideConfiguration.builder()
                                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallTimeout(timeout)
                                        .build());
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        if (settings.accessKey() != null) {
            builder.credentialsProvider(
                    StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(
                                    settings.accessKey(), settings.secretKey())));
        }
        return builder.build();
    }
}
