/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.files.Problem;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Pem;
import org.airmessenger.control.model.Place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;

/**
 * Speaks to the running gateway as its operator. Every method throws {@link ControlException} with
 * the gateway's own code and text, or AIR-630x if it cannot be reached.
 */
public final class OperatorClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient http;
    private final String base;

    private OperatorClient(HttpClient http, String base) {
        this.http = http;
        this.base = base;
    }

    /**
     * A client of the gateway that runs in a home.
     *
     * @param home {@code AIR_HOME}
     * @throws ControlException AIR-6301 if none runs there, AIR-6110 if its keys cannot be read
     */
    public static OperatorClient of(Path home) {
        Path file = OperatorServer.portFile(home);
        try {
            return of(home, Files.readString(file, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw notRunning(home.toString());
        }
    }

    /**
     * A client of the gateway at an address.
     *
     * @param home where the operator's certificate lies
     * @param address {@code host:port}
     */
    public static OperatorClient of(Path home, String address) {
        try {
            HttpClient http =
                    HttpClient.newBuilder()
                            .sslContext(tls(new Authority(home)))
                            .connectTimeout(CONNECT)
                            .build();
            return new OperatorClient(http, "https://" + address);
        } catch (IOException | GeneralSecurityException e) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6110 the operator's keys must be usable but are not (" + e + ")");
        }
    }

    /** Version, uptime, readiness, broker, doors, lanes, ends of certificates. */
    public JsonNode status() {
        return call("GET", "/api/v1/status", null);
    }

    /** Every destination's account, and whether all balance. */
    public JsonNode ledger() {
        return call("GET", "/api/v1/ledger", null);
    }

    /** The oldest dead messages of a destination, without bodies; 1–1000. */
    public JsonNode dead(String destination, int limit) {
        return call("GET", "/api/v1/dead/" + encoded(destination) + "?limit=" + limit, null);
    }

    /** One dead message with its body in Base64. */
    public JsonNode deadOne(String destination, String id) {
        return call("GET", "/api/v1/dead/" + encoded(destination) + "/" + encoded(id), null);
    }

    /** Puts dead messages back; no ids means all. */
    public JsonNode retry(String destination, Collection<String> ids) {
        return call("POST", "/api/v1/dead/" + encoded(destination) + "/retry", idsOrAll(ids));
    }

    /** Removes dead messages for good; no ids means all. */
    public JsonNode purge(String destination, Collection<String> ids) {
        return call("POST", "/api/v1/dead/" + encoded(destination) + "/purge", idsOrAll(ids));
    }

    /**
     * Devices in the order of their ids.
     *
     * @param after the id after which to begin, or null
     */
    public JsonNode devices(int limit, String after) {
        String from = after == null ? "" : "&after=" + encoded(after);
        return call("GET", "/api/v1/devices?limit=" + limit + from, null);
    }

    /** Adds a device; its certificate is issued with {@link Authority#issue}. */
    public JsonNode addDevice(String id, String policy, String tenant) {
        ObjectNode body = Json.object().put("id", id).put("policy", policy);
        return call("POST", "/api/v1/devices", tenant == null ? body : body.put("tenant", tenant));
    }

    /** Revokes a device and ends its sessions. */
    public JsonNode revokeDevice(String id) {
        return call("POST", "/api/v1/devices/" + encoded(id) + "/revoke", Json.object());
    }

    /** Removes a device; its certificates are revoked. */
    public JsonNode removeDevice(String id) {
        return call("DELETE", "/api/v1/devices/" + encoded(id), null);
    }

    /** The devices for which commands wait. */
    public JsonNode commands(int limit, String after) {
        String from = after == null ? "" : "&after=" + encoded(after);
        return call("GET", "/api/v1/commands?limit=" + limit + from, null);
    }

    /** What waits for a device. */
    public JsonNode commandsOf(String device, int limit) {
        return call("GET", "/api/v1/commands/" + encoded(device) + "?limit=" + limit, null);
    }

    /** Removes what waits for a device. */
    public JsonNode purgeCommands(String device) {
        return call("DELETE", "/api/v1/commands/" + encoded(device), null);
    }

    /**
     * Sends a command.
     *
     * @param command its fields, as {@code POST /api/v1/commands/{device}} takes them
     * @param patience how long an answer is waited for
     */
    public JsonNode send(String device, ObjectNode command, Duration patience) {
        return call("POST", "/api/v1/commands/" + encoded(device), command, ANSWER.plus(patience));
    }

    /**
     * Issues a token; the answer holds the secret.
     *
     * @param scope topic filters; empty confines nothing
     * @param certificate PEM of the certificate to which it is bound, or null
     */
    public JsonNode issueToken(
            String device, long ttlSeconds, List<String> scope, String certificate) {
        ObjectNode body = Json.object().put("device", device).put("ttlSeconds", ttlSeconds);
        if (!scope.isEmpty()) {
            scope.forEach(body.putArray("scope")::add);
        }
        return call(
                "POST",
                "/api/v1/tokens",
                certificate == null ? body : body.put("certificate", certificate));
    }

    /** Revokes one token. */
    public JsonNode revokeToken(String id) {
        return call("POST", "/api/v1/tokens/revoke", Json.object().put("id", id));
    }

    /** Revokes all tokens of a device. */
    public JsonNode revokeTokens(String device) {
        return call("POST", "/api/v1/tokens/revoke", Json.object().put("device", device));
    }

    /** Makes a new signing key; with dropOld all tokens before it end now. */
    public JsonNode rotateTokens(boolean dropOld) {
        return call("POST", "/api/v1/tokens/rotate", Json.object().put("dropOld", dropOld));
    }

    /** The public keys that verify tokens: a JSON Web Key set. */
    public JsonNode tokenKeys() {
        return call("GET", "/api/v1/tokens/keys", null);
    }

    /** Has the four files read again. */
    public JsonNode reload() {
        return call("POST", "/api/v1/reload", Json.object());
    }

    /** What would happen to a message; nothing is taken, counted, written or remembered. */
    public JsonNode explain(Explaining.Asked asked) {
        ObjectNode body =
                Json.object()
                        .put("device", asked.device())
                        .put("topic", asked.topic())
                        .put("body", asked.body())
                        .put("priority", asked.priority())
                        .put("qos", asked.qos())
                        .put("contentType", asked.contentType())
                        .put("subscribed", asked.subscribed());
        if (!asked.scope().isEmpty()) {
            asked.scope().forEach(body.putArray("scope")::add);
        }
        return call("POST", "/api/v1/explain", body);
    }

    private JsonNode call(String method, String path, ObjectNode body) {
        return call(method, path, body, ANSWER);
    }

    private JsonNode call(String method, String path, ObjectNode body, Duration patience) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(patience)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(Json.bytes(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() == 200) {
                return Json.object(response.body());
            }
            throw refused(response);
        } catch (ConnectException e) {
            throw notRunning(base);
        } catch (SSLException e) {
            throw new ControlException(
                    Kind.NOT_AUTHENTICATED,
                    "AIR-6302 the gateway at "
                            + base
                            + " must show a certificate of this home's CA but did not ("
                            + e.getMessage()
                            + "); use the home it runs in");
        } catch (IOException e) {
            throw new ControlException(
                    Kind.UNAVAILABLE,
                    "AIR-6303 the gateway at " + base + " must answer but did not (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ControlException(Kind.UNAVAILABLE, "AIR-6303 the call was interrupted");
        }
    }

    private static ControlException refused(HttpResponse<byte[]> response) {
        ObjectNode body = Json.object(response.body());
        List<Problem> problems = new ArrayList<>();
        body.path("problems")
                .forEach(
                        one ->
                                problems.add(
                                        new Problem(
                                                one.path("code").asText(),
                                                new Place(
                                                        one.path("file").asText(),
                                                        one.path("line").asInt()),
                                                one.path("text").asText())));
        return new ControlException(
                Problems.kind(response.statusCode()),
                body.path("code").asText("AIR-6303") + " " + body.path("detail").asText(),
                problems);
    }

    private static ControlException notRunning(String where) {
        return new ControlException(
                Kind.UNAVAILABLE,
                "AIR-6301 the gateway must run to be asked but is not running at "
                        + where
                        + "; start it with air run");
    }

    private static ObjectNode idsOrAll(Collection<String> ids) {
        ObjectNode body = Json.object();
        if (ids.isEmpty()) {
            return body.put("all", true);
        }
        ids.forEach(body.putArray("ids")::add);
        return body;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static SSLContext tls(Authority authority)
            throws IOException, GeneralSecurityException {
        X509KeyManager own =
                OperatorTls.keys(authority.operatorKey(), authority.operatorCertificate());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {own},
                new TrustManager[] {OperatorTls.trust(Pem.certificate(authority.deviceCa()))},
                new SecureRandom());
        return context;
    }
}
