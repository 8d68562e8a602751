/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.sink.FailedIds;
import org.airmessenger.gateway.sink.RetryAfter;
import org.airmessenger.message.Causes;
import org.airmessenger.message.DeliveryException;
import org.airmessenger.message.Reason;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Turns the outcome of an invocation into a verdict. Only what speaks of the content counts against
 * messages; what concerns the destination (throttled, a wrong key, a missing function) means
 * <em>away</em>, so that one wrong setting cannot bury a week of messages.
 */
final class LambdaVerdicts {

    /** Errors of the Invoke API about the payload; all others concern the destination. */
    private static final Set<String> CONTENT =
            Set.of("InvalidRequestContentException", "RequestTooLargeException");

    private static final int TOO_LARGE = 413;

    /** Their texts repeat what was signed, a session's token too. */
    private static final Set<String> TELL_TALES =
            Set.of("SignatureDoesNotMatch", "InvalidSignatureException");

    private final String peer;
    private final Set<String> awayErrors;
    private final Clock clock;

    LambdaVerdicts(LambdaSinkSettings settings, Clock clock) {
        this.peer = "function " + settings.name();
        this.awayErrors = settings.awayErrors();
        this.clock = clock;
    }

    /** The function, for texts. */
    String peer() {
        return peer;
    }

    /** The verdict when there was no answer of a function. */
    DeliveryException unanswered(Throwable failure) {
        LambdaException answered = cause(failure, LambdaException.class);
        if (answered != null) {
            return refusedOrAway(answered);
        }
        String why = Reason.of(text(failure));
        if (cause(failure, ApiCallTimeoutException.class) != null
                || cause(failure, ApiCallAttemptTimeoutException.class) != null) {
            return DeliveryException.away(
                    "AIR-5021 " + peer + " gave no answer in time: " + why, 0);
        }
        if (cause(failure, SSLException.class) != null) {
            return DeliveryException.away("AIR-5022 TLS with " + peer + " failed: " + why, 0);
        }
        if (text(failure).contains("credentials")) {
            return DeliveryException.away(
                    "AIR-5066 the gateway must have AWS credentials for %s but found none: %s"
                            .formatted(peer, why),
                    0);
        }
        return DeliveryException.away("AIR-5020 " + peer + " cannot be reached: " + why, 0);
    }

    private DeliveryException refusedOrAway(LambdaException answered) {
        AwsErrorDetails details = answered.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "" : details.errorCode();
        String message = details == null ? "" : Reason.of(details.errorMessage());
        String text = peer + " was not invoked: " + answered.statusCode() + " " + code;
        if (!message.isEmpty() && !TELL_TALES.contains(code)) {
            text += ": " + message;
        }
        if (CONTENT.contains(code) || answered.statusCode() == TOO_LARGE) {
            return DeliveryException.refused("AIR-5030 " + text);
        }
        String wish = null;
        if (details != null && details.sdkHttpResponse() != null) {
            wish = details.sdkHttpResponse().firstMatchingHeader("Retry-After").orElse(null);
        }
        if (wish == null && answered instanceof TooManyRequestsException busy) {
            wish = busy.retryAfterSeconds();
        }
        return DeliveryException.away("AIR-5023 " + text, RetryAfter.millis(wish, clock.instant()));
    }

    /**
     * The verdict on a function's answer.
     *
     * @param ids of the messages that it was given
     * @return null if all were accepted; one with names if the others were
     */
    DeliveryException of(InvokeResponse answer, Set<String> ids) {
        byte[] payload = answer.payload() == null ? new byte[0] : answer.payload().asByteArray();
        if (answer.functionError() != null) {
            return thrown(FunctionError.in(payload));
        }
        FailedIds failed = FailedIds.in(payload);
        if (failed.reasons().isEmpty()) {
            return null;
        }
        if (!failed.complete()) {
            return DeliveryException.refused(
                    "AIR-5032 %s answered with names of failed messages that could not be read"
                            .formatted(peer));
        }
        Map<String, String> named = new HashMap<>(failed.reasons());
        named.keySet().retainAll(ids);
        String text =
                "AIR-5031 %s refused %d of %d messages"
                        .formatted(peer, failed.reasons().size(), ids.size());
        return named.isEmpty()
                ? DeliveryException.refused(text)
                : DeliveryException.refused(text, named);
    }

    private DeliveryException thrown(FunctionError error) {
        if (awayErrors.contains(error.type())) {
            return DeliveryException.away("AIR-5070 " + peer + " says it is away: " + error, 0);
        }
        if (error.isOfRuntime()) {
            return DeliveryException.unsure(
                    "AIR-5067 %s could not run to its end: %s; see its log, timeout and memory"
                            .formatted(peer, error));
        }
        return DeliveryException.refused("AIR-5068 " + peer + " threw " + error);
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null
                ? Causes.root(failure).toString()
                : failure.getMessage();
    }

    private static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
