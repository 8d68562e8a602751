/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.payload.Bodies;
import org.airmessenger.message.DeliveryException;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One AWS Lambda function, as the Kamelet {@code air-aws-lambda-sink} sees it: the step that
 * invokes it with a message or a list of messages and turns the outcome into a verdict.
 *
 * <p>It speaks to the SDK's asynchronous client and not to Camel's {@code aws2-lambda} producer for
 * two reasons. That producer waits for each answer, so every invocation in flight parks a thread
 * (up to 72 of a destination). And it hands on the answer's payload alone: whether the function
 * threw ({@code X-Amz-Function-Error}) is not told, so a message on which the function failed would
 * count as delivered.
 *
 * <p>On success the exchange ends normally; otherwise it carries a {@link DeliveryException}. The
 * exchange's body stays as it is. Setters take the Kamelet's parameters as they are; {@link
 * #open()} checks them.
 */
public final class LambdaSink extends AsyncProcessorSupport {

    private static final String RAW = "raw:";
    private static final int THREADS = 2;
    private static final int IDLE_SECONDS = 30;

    private final Map<String, String> parameters = new HashMap<>();
    private final Pace pace = new Pace();
    private LambdaSinkSettings settings;
    private LambdaVerdicts verdicts;
    private ThreadPoolExecutor executor;
    private LambdaAsyncClient client;

    /** Name or ARN of the function, with {@code :version} or {@code :alias} behind it or not. */
    public void setFunctionName(String functionName) {
        parameters.put("functionName", functionName);
    }

    /** Version or alias. */
    public void setQualifier(String qualifier) {
        parameters.put("qualifier", qualifier);
    }

    /** As {@code eu-central-1}; default that of a full ARN. */
    public void setRegion(String region) {
        parameters.put("region", region);
    }

    /** {@code RequestResponse} (default) waits for the function, {@code Event} does not. */
    public void setInvocationType(String invocationType) {
        parameters.put("invocationType", invocationType);
    }

    /** Another endpoint than the region's, {@code https://host[:port]}. */
    public void setEndpoint(String endpoint) {
        parameters.put("endpoint", endpoint);
    }

    /** {@code true} allows plain {@code http://} to other addresses than loopback. */
    public void setAllowPlain(String allowPlain) {
        parameters.put("allowPlain", allowPlain);
    }

    /** Id of an access key after {@code raw:}; without one the SDK's default chain. */
    public void setAccessKey(String accessKey) {
        parameters.put("accessKey", unwrap(accessKey));
    }

    /**
     * Its secret after {@code raw:}. Without that Camel would take a secret that begins with {@code
     * #} for a reference, and tell it in an error.
     */
    public void setSecretKey(String secretKey) {
        parameters.put("secretKey", unwrap(secretKey));
    }

    /** 100 ms to 15 min, as {@code 30s}; default 30 s. */
    public void setTimeout(String timeout) {
        parameters.put("timeout", timeout);
    }

    /** Error types, with commas between, that mean that the function is away. */
    public void setAwayErrors(String awayErrors) {
        parameters.put("awayErrors", awayErrors);
    }

    private static String unwrap(String value) {
        return value != null && value.startsWith(RAW) ? value.substring(RAW.length()) : value;
    }

    /**
     * Checks the parameters; the route that uses them does not start if one is wrong. Nothing is
     * connected yet.
     *
     * @throws IllegalArgumentException with a line per problem, AIR-5001 to AIR-5065
     */
    public void open() {
        settings = LambdaSinkCheck.check(parameters);
        verdicts = new LambdaVerdicts(settings, Clock.systemUTC());
        executor =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "AirLambda-" + settings.name());
                            thread.setDaemon(true);
                            return thread;
                        },
                        // an answer after the end is looked at all the same
                        (task, pool) -> task.run());
        executor.allowCoreThreadTimeOut(true);
        client = LambdaSinkClient.open(settings, executor);
    }

    /**
     * Closes the connections, in its own time: the last client of all waits 2 s for its threads.
     */
    public void close() {
        if (client != null) {
            executor.execute(client::close);
            executor.shutdown();
        }
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        LambdaDelivery delivery;
        try {
            Object body = exchange.getMessage().getBody();
            List<Message> messages = Bodies.messages(exchange.getMessage());
            Payloads payloads = Payloads.of(messages, body instanceof List, settings.limit());
            delivery = new LambdaDelivery(messages, payloads, pace, verdicts, this::invoke);
        } catch (IOException | IllegalArgumentException e) {
            exchange.setException(DeliveryException.refused(String.valueOf(e.getMessage())));
            callback.done(true);
            return true;
        }
        delivery.start(
                verdict -> {
                    if (verdict != null) {
                        exchange.setException(verdict);
                    }
                    callback.done(false);
                });
        return false;
    }

    private CompletableFuture<InvokeResponse> invoke(byte[] payload) {
        InvokeRequest request =
                InvokeRequest.builder()
                        .functionName(settings.function())
                        .qualifier(settings.qualifier())
                        .invocationType(
                                settings.event()
                                        ? InvocationType.EVENT
                                        : InvocationType.REQUEST_RESPONSE)
                        .payload(SdkBytes.fromByteArrayUnsafe(payload))
                        .build();
        try {
            return client.invoke(request);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
