/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.gateway.demo.function.CloudFunction;
import org.airmessenger.gateway.demo.function.FunctionOptions;
import org.airmessenger.gateway.demo.function.ThrowawayCertificate;
import org.airmessenger.gateway.sink.RetryAfter;
import org.airmessenger.gateway.sink.lambda.InvokeStub.Reply;
import org.airmessenger.message.DeliveryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** What an answer, or none, means. */
class LambdaVerdictTest {

    private LambdaFixture sink;

    @BeforeEach
    void start() throws Exception {
        sink = new LambdaFixture();
        sink.add("cloud", sink.parameters("timeout", "2s", "awayErrors", "Away, DatabaseDown"));
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidParameterValueException",
        "401, UnrecognizedClientException",
        "403, AccessDeniedException",
        "404, ResourceNotFoundException",
        "409, ResourceConflictException",
        "415, UnsupportedMediaTypeException",
        "429, TooManyRequestsException",
        "500, ServiceException",
        "502, EC2ThrottledException",
        "503, ServiceUnavailable",
    })
    void takesWhatConcernsTheDestinationAsAway(int status, String code) {
        DeliveryException verdict = verdictOn(Reply.error(status, code));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.isUnsure()).isFalse();
        assertThat(verdict.getMessage())
                .isEqualTo(
                        "AIR-5023 function air-ingest was not invoked: %d %s: no"
                                .formatted(status, code));
        assertThat(sink.function.calls()).as("the lane tries again, not the sink").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, InvalidRequestContentException",
        "413, RequestTooLargeException",
        "413, OfAProxy",
    })
    void takesWhatConcernsTheContentAsRefusal(int status, String code) {
        DeliveryException verdict = verdictOn(Reply.error(status, code));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).isEmpty();
        assertThat(verdict.getMessage()).startsWith("AIR-5030").contains(code);
    }

    @Test
    void honoursRetryAfterWithinBounds() {
        Reply busy = Reply.error(429, "TooManyRequestsException");
        assertThat(verdictOn(busy.header("Retry-After", "7")).retryAfterMillis()).isEqualTo(7000);
        assertThat(verdictOn(busy.header("Retry-After", "99999999999")).retryAfterMillis())
                .isEqualTo(RetryAfter.MAX.toMillis());
        assertThat(verdictOn(busy.header("Retry-After", "soon")).retryAfterMillis()).isZero();
        assertThat(verdictOn(busy).retryAfterMillis()).isZero();
    }

    @Test
    void tellsNothingOfWhatWasSigned() {
        DeliveryException verdict = verdictOn(Reply.error(403, "InvalidSignatureException"));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).endsWith("403 InvalidSignatureException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Handled", "Unhandled"})
    void takesWhatTheFunctionThrewAsRefusal(String kind) {
        DeliveryException verdict = verdictOn(Reply.thrown(kind, "TypeError", "no such field"));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).as("who, the lane finds by splitting").isEmpty();
        assertThat(verdict.getMessage())
                .isEqualTo("AIR-5068 function air-ingest threw TypeError: no such field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Away", "DatabaseDown"})
    void takesTheFunctionsOwnWordForAway(String type) {
        DeliveryException verdict = verdictOn(Reply.thrown("Unhandled", type, "no connection"));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.isUnsure()).isFalse();
        assertThat(verdict.getMessage()).startsWith("AIR-5070").endsWith("no connection");
    }

    @ParameterizedTest
    @CsvSource({
        "Sandbox.Timedout, RequestId: 1 Error: Task timed out after 3.00 seconds",
        "'', 2026-11-22T10:00:00.000Z 1 Task timed out after 3.00 seconds",
        "Runtime.ExitError, RequestId: 1 Error: Runtime exited with error: signal: killed",
        "Runtime.ImportModuleError, Error: Cannot find module 'index'",
        "Extension.Crash, exit",
        "java.lang.OutOfMemoryError, Java heap space",
    })
    void blamesNobodyWhenTheFunctionCouldNotRunToItsEnd(String type, String message) {
        DeliveryException verdict = verdictOn(Reply.thrown("Unhandled", type, message));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.isUnsure()).isTrue();
        assertThat(verdict.getMessage()).startsWith("AIR-5067").contains(message);
    }

    @Test
    void takesAnUnreadableFunctionErrorAsRefusal() {
        Map<String, String> header = Map.of("X-Amz-Function-Error", "Unhandled");
        for (String body : new String[] {"", "{\"errorType\":", "[]", "null", "\"oops\""}) {
            DeliveryException verdict = verdictOn(new Reply(200, header, body, 0));

            assertThat(verdict.isAway()).as(body).isFalse();
            assertThat(verdict.getMessage()).as(body).startsWith("AIR-5068");
        }
    }

    @Test
    void refusesOnlyTheMessagesThatTheAnswerNames() {
        String names =
                "{\"batchItemFailures\":[{\"itemIdentifier\":\"id-0\"},{\"itemIdentifier\":\"id-3\"}]}";

        DeliveryException verdict = verdictOn(Reply.ok(names));

        assertThat(verdict.isAway()).isFalse();
        assertThat(verdict.refused()).containsOnlyKeys("id-0", "id-3");
    }

    @Test
    void refusesAllWhenTheAnswerNamesNobodyKnownOrCannotBeRead() {
        for (String body :
                new String[] {
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"other\"}]}",
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"id-0\"},{\"itemId"
                }) {
            DeliveryException verdict = verdictOn(Reply.ok(body));

            assertThat(verdict.isAway()).as(body).isFalse();
            assertThat(verdict.refused()).as(body).isEmpty();
        }
    }

    @Test
    void acceptsWhenTheAnswerNamesNobody() {
        for (String body :
                new String[] {
                    "", "null", "{}", "[]", "\"ok\"", "{\"batchItemFailures\":[]}", "{\"a\":1}"
                }) {
            assertThat(verdictOn(Reply.ok(body))).as(body).isNull();
        }
    }

    @Test
    void givesUpOnFunctionThatNeverAnswers() {
        DeliveryException verdict = verdictOn(new Reply(0, Map.of(), "", 0));

        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).startsWith("AIR-5021");
    }

    @Test
    void recoversOnTheSamePortAfterTheEndpointWasAway() throws Exception {
        assertThat(sink.verdict(sink.batch(2))).isNull();
        sink.function.goAway();

        DeliveryException verdict = sink.verdict(sink.batch(2));
        assertThat(verdict.isAway()).isTrue();
        assertThat(verdict.getMessage()).startsWith("AIR-5020");

        sink.function.comeBack();
        assertThat(sink.verdict(sink.batch(2))).isNull();
    }

    @Test
    void trustsNoForeignCertificate() throws Exception {
        FunctionOptions secure = FunctionOptions.secure(ThrowawayCertificate.make());
        try (CloudFunction other = CloudFunction.start(secure);
                LambdaFixture own = new LambdaFixture()) {
            own.add("cloud", own.parameters("endpoint", "https://127.0.0.1:" + other.port()));

            DeliveryException verdict = own.verdict(own.batch(1));

            assertThat(verdict.isAway()).isTrue();
            assertThat(verdict.getMessage()).startsWith("AIR-5022");
            assertThat(other.report().requests()).isZero();
        }
    }

    private DeliveryException verdictOn(Reply reply) {
        sink.function.answer(reply);
        return sink.verdict(sink.batch(5));
    }
}
