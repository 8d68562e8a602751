/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.gateway.sink.lambda.InvokeStub.Reply;
import org.airmessenger.message.DeliveryException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** What stops a destination's start, where credentials come from, and that secrets stay secret. */
class LambdaStartTest {

    private LambdaFixture sink;

    @BeforeEach
    void start() throws Exception {
        sink = new LambdaFixture();
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @ParameterizedTest
    @CsvSource({
        "functionName, air ingest, AIR-5060",
        "functionName, arn:aws:s3:::bucket, AIR-5060",
        "functionName, name:alias:more, AIR-5060",
        "region, Frankfurt, AIR-5061",
        "region, , AIR-5061",
        "invocationType, DryRun, AIR-5062",
        "accessKey, , AIR-5063",
        "secretKey, , AIR-5063",
        "qualifier, a b, AIR-5064",
        "awayErrors, 'A,,B', AIR-5065",
        "timeout, 1ms, AIR-5004",
        "timeout, 16m, AIR-5004",
        "endpoint, http://functions.example, AIR-5002",
        "endpoint, functions.example, AIR-5001",
    })
    void refusesToStartWith(String name, String value, String code) {
        assertThatThrownBy(() -> sink.add("cloud", sink.parameters(name, value)))
                .rootCause()
                .hasMessageContaining(code)
                .hasMessageNotContaining("topsecret");
    }

    @Test
    void refusesARegionOrQualifierThatContradictsTheName() {
        Map<String, String> bad =
                sink.parameters(
                        "functionName",
                        "arn:aws:lambda:us-east-1:123456789012:function:air-ingest:live",
                        "qualifier",
                        "test");

        assertThatThrownBy(() -> sink.add("cloud", bad))
                .rootCause()
                .hasMessageContaining("AIR-5061")
                .hasMessageContaining("AIR-5064");
    }

    @Test
    void reportsAllProblemsAtOnceAndNoSecret() {
        Map<String, String> bad =
                sink.parameters(
                        "functionName",
                        "",
                        "invocationType",
                        "x",
                        "timeout",
                        "9h",
                        "accessKey",
                        "");

        assertThatThrownBy(() -> sink.add("cloud", bad))
                .satisfies(
                        failure ->
                                assertThat(trace(failure))
                                        .contains("AIR-5060", "AIR-5062", "AIR-5063", "AIR-5004")
                                        .doesNotContain("topsecret"));
    }

    @ParameterizedTest
    @CsvSource({
        "air-ingest, /functions/air-ingest/invocations",
        "air-ingest:$LATEST, /functions/air-ingest/invocations?Qualifier=%24LATEST",
        "123456789012:function:air-ingest:7, /functions/123456789012%3Afunction%3Aair-ingest/invocations?Qualifier=7",
        "arn:aws:lambda:eu-central-1:123456789012:function:air-ingest, /functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Aair-ingest/invocations",
    })
    void takesEveryFormOfAName(String name, String path) throws Exception {
        sink.add("cloud", sink.parameters("functionName", name));

        assertThat(sink.verdict(sink.batch(1))).isNull();

        assertThat(sink.function.last().target()).endsWith(path);
    }

    @Test
    void takesTheRegionFromTheArn() throws Exception {
        String arn = "arn:aws-cn:lambda:cn-north-1:123456789012:function:air-ingest";
        sink.add("cloud", sink.parameters("functionName", arn, "region", null));

        assertThat(sink.verdict(sink.batch(1))).isNull();

        assertThat(sink.function.last().header("Authorization")).contains("/cn-north-1/lambda/");
    }

    @Test
    void keepsSecretsOutOfUrisAndErrors() throws Exception {
        sink.add("cloud", sink.parameters());
        sink.function.answer(Reply.error(403, "AccessDeniedException"));
        DeliveryException refused = sink.verdict(sink.batch(1));
        sink.function.goAway();
        DeliveryException gone = sink.verdict(sink.batch(1));

        assertThat(sink.camel.getEndpoints())
                .extracting(endpoint -> endpoint.getEndpointUri())
                .noneMatch(uri -> uri.contains("topsecret") || uri.contains("AKID"));
        assertThat(trace(refused) + trace(gone)).doesNotContain("topsecret", "AKID");
    }

    @Test
    void asksTheDefaultChainForCredentialsAndIsAwayWhileItHasNone() throws Exception {
        // so that nobody beyond this machine is asked
        System.setProperty("aws.disableEc2Metadata", "true");
        System.setProperty("aws.sharedCredentialsFile", "/does/not/exist");
        System.setProperty("aws.configFile", "/does/not/exist");
        try {
            sink.add("cloud", sink.parameters("accessKey", null, "secretKey", null));

            DeliveryException verdict = sink.verdict(sink.batch(1));
            assertThat(verdict.isAway()).isTrue();
            assertThat(verdict.getMessage()).startsWith("AIR-5066");

            System.setProperty("aws.accessKeyId", "AKIDCHAIN");
            System.setProperty("aws.secretAccessKey", "topsecret-of-the-chain");
            assertThat(sink.verdict(sink.batch(1))).isNull();
            assertThat(sink.function.last().header("Authorization"))
                    .contains("Credential=AKIDCHAIN/");
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
            System.clearProperty("aws.sharedCredentialsFile");
            System.clearProperty("aws.configFile");
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
