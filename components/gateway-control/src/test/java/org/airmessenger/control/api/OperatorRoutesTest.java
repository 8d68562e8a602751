/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.identity.Authority;

import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * The cases of {@code routes/control-operator.camel.yaml}. A cases file sends messages, and this
 * file takes requests: so they are played here, over the port, by the real loader.
 */
class OperatorRoutesTest {

    /** Request in, route and status out. The rooms do not run: what needs them is unavailable. */
    private static final List<Case> CASES =
            List.of(
                    new Case("GET /api/v1/status", "control-status", 200),
                    new Case("GET /api/v1/ledger", "control-ledger", 200),
                    new Case("GET /api/v1/dead/cloud", "control-dead", 200),
                    new Case("GET /api/v1/dead/cloud/none", "control-dead-one", 404),
                    new Case("GET /api/v1/devices", "control-devices", 200),
                    new Case("GET /api/v1/commands", "control-commands", 503),
                    new Case("GET /api/v1/commands/t1", "control-commands-device", 503),
                    new Case("GET /api/v1/tokens/keys", "control-token-keys", 200),
                    new Case(
                            "POST /api/v1/dead/cloud/retry {\"all\":true}",
                            "control-dead-retry",
                            200),
                    new Case(
                            "POST /api/v1/dead/cloud/purge {\"all\":true}",
                            "control-dead-purge",
                            200),
                    new Case("POST /api/v1/devices {}", "control-device-add", 400),
                    new Case("POST /api/v1/devices/t1/revoke", "control-device-revoke", 200),
                    new Case("POST /api/v1/tokens {}", "control-token-issue", 400),
                    new Case("POST /api/v1/tokens/revoke {}", "control-token-revoke", 400),
                    new Case("POST /api/v1/tokens/rotate {}", "control-token-rotate", 200),
                    new Case("POST /api/v1/explain {}", "control-explain", 503),
                    new Case("POST /api/v1/reload", "control-reload", 200),
                    new Case("POST /api/v1/commands/t1 {}", "control-commands-send", 409),
                    new Case("DELETE /api/v1/commands/t1", "control-commands-purge", 503),
                    new Case("DELETE /api/v1/devices/t1", "control-device-remove", 200),
                    new Case("GET /observe/metrics", "control-metrics", 200));

    @TempDir Path home;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private TestGateway gateway;

    private record Case(String request, String route, int status) {}

    @BeforeEach
    void start() throws Exception {
        TestGateway.write(home, "destinations", "cloud: { sink: s }\n");
        TestGateway.write(home, "policies", "sensor: { subscribe: ['commands/${device}/#'] }\n");
        TestGateway.write(home, "devices", "t1: { policy: sensor }\n");
        gateway = new TestGateway(home, List.of());
        gateway.context
                .getCamelContextExtension()
                .addInterceptStrategy(
                        (context, step, target, next) ->
                                exchange -> {
                                    taken.add(exchange.getFromRouteId());
                                    target.process(exchange);
                                });
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @TestFactory
    Stream<DynamicTest> takesEachRequestAsItMust() throws Exception {
        Authority own = gateway.authority;
        SSLContext operator =
                TestTls.of(own.operatorKey(), own.operatorCertificate(), own.deviceCa());
        return CASES.stream()
                .map(it -> DynamicTest.dynamicTest(it.request(), () -> play(operator, it)));
    }

    private void play(SSLContext operator, Case it) throws Exception {
        String[] request = it.request().split(" ");
        String body = request.length > 2 ? request[2] : null;
        taken.clear();
        HttpResponse<String> answer = gateway.call(operator, request[0], request[1], body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(it.status());
        assertThat(taken).containsExactly(it.route());
    }

    @Test
    void everyRouteHasItsCase() {
        assertThat(gateway.context.getRoutes())
                .extracting(Route::getRouteId)
                .containsExactlyInAnyOrderElementsOf(CASES.stream().map(Case::route).toList());
    }
}
