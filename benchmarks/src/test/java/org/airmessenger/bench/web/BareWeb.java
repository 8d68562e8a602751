/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.web;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.gateway.AirGateway;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.config.SettingsReader;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Plan;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A web server as one would write it by hand: Vert.x, HTTP/2 over TLS, the body of a POST straight
 * into the lane of the destination, 202 when the journal has it. No identity, no guard, no rules;
 * lane, journal and delivery are the gateway's. Prints {@code READY port=…} and runs until it is
 * killed.
 */
public final class BareWeb {

    private static final Plan PLAN =
            new Plan(List.of(GatewayHome.DESTINATION), Set.of(), false, LaneClass.DEFAULT_PRIORITY);

    private final AsyncProducer lanes;
    private long number;

    private BareWeb(AirGateway gateway) throws Exception {
        lanes = gateway.camel().getEndpoint("airbroker:lanes").createAsyncProducer();
        lanes.start();
    }

    /**
     * Runs it.
     *
     * @param args the folder of its gateway
     */
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        List<Problem> problems = new ArrayList<>();
        Settings settings = SettingsReader.read(home, List.of(), Map.of(), problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.toString());
        }
        BareWeb web = new BareWeb(AirGateway.start(settings));
        Authority authority = new Authority(home);
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .setKeyPath(authority.serverKey().toString())
                                        .setCertPath(authority.serverCertificate().toString()));
        HttpServer server =
                Vertx.vertx()
                        .createHttpServer(options)
                        .requestHandler(web::take)
                        .listen()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get();
        System.out.println("READY port=" + server.actualPort());
        Thread.currentThread().join();
    }

    private void take(HttpServerRequest request) {
        Context context = Vertx.currentContext();
        String id = "bare-" + number++;
        request.body()
                .onSuccess(
                        body -> {
                            Exchange exchange = exchange(id, request.path(), body.getBytes());
                            lanes.process(
                                    exchange,
                                    sync ->
                                            context.runOnContext(
                                                    done -> answer(request, id, exchange)));
                        });
    }

    private Exchange exchange(String id, String path, byte[] body) {
        Exchange exchange = lanes.getEndpoint().createExchange();
        exchange.setProperty(AirHeaders.PLAN, PLAN);
        exchange.getMessage().setBody(body);
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        headers.put(AirHeaders.ID, id);
        headers.put(AirHeaders.TOPIC, path.substring("/v1/messages/".length()));
        headers.put(AirHeaders.DEVICE, "bare");
        headers.put(AirHeaders.DOOR, "http");
        headers.put(AirHeaders.QOS, 1);
        headers.put(AirHeaders.PRIORITY, LaneClass.DEFAULT_PRIORITY);
        headers.put(AirHeaders.TIME, System.currentTimeMillis());
        headers.put(AirHeaders.CONTENT_TYPE, "application/octet-stream");
        return exchange;
    }

    private static void answer(HttpServerRequest request, String id, Exchange exchange) {
        boolean kept = exchange.getException() == null;
        request.response()
                .setStatusCode(kept ? 202 : 500)
                .putHeader("Content-Type", "application/json")
                .end("{\"id\":\"" + id + "\"}");
    }
}
