/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.Device;
import org.airmessenger.message.Broker;
import org.airmessenger.message.Commands;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Links;
import org.airmessenger.message.Listening;
import org.airmessenger.message.Quoted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * What the routes of {@code control-operator} call, one method for each: the exchange's message
 * becomes the answer, also when it is an error (problem details, RFC 9457).
 */
public final class OperatorApi {

    /** Name of the bean in Camel's registry, as the route file calls it. */
    public static final String BEAN = "airOperatorApi";

    private static final int MOST = 1000;
    private static final List<String> DOORS = List.of("mqtt", "mqtt-plain");

    private final GatewayControl control;
    private final Authority authority;
    private final Tokens tokens;
    private final Readiness readiness;
    private final Answers answers;
    private final MeterRegistry meters;
    private final String version;
    private final CamelContext context;

    /**
     * Takes the parts. The broker and the lanes are looked up in the context's registry when asked
     * for, so they may be bound later.
     *
     * @param version of the gateway
     */
    public OperatorApi(
            CamelContext context,
            GatewayControl control,
            Authority authority,
            Tokens tokens,
            MeterRegistry meters,
            String version) {
        this.context = context;
        this.control = control;
        this.authority = authority;
        this.tokens = tokens;
        this.version = version;
        readiness = new Readiness(context, control::model, control::isReloading);
        this.meters = meters;
        answers = new Answers(meters);
        control.partners(readiness::broker, readiness::lanes);
        control.measure(meters);
    }

    /** {@code GET /api/v1/status}. */
    public void status(Exchange exchange) {
        answers.json(
                exchange,
                "status",
                () -> {
                    new Call(exchange);
                    Broker broker = broker();
                    List<String> missing = readiness.missing();
                    ObjectNode status =
                            Json.object()
                                    .put("version", version)
                                    .put("uptimeSeconds", context.getUptime().toSeconds())
                                    .put("ready", missing.isEmpty());
                    status.set("missing", Json.tree(missing));
                    status.set("broker", Json.tree(broker.facts()));
                    ObjectNode doors = status.putObject("doors");
                    DOORS.forEach(door -> doors.put(door, broker.port(door)));
                    context.getRegistry()
                            .findByType(Listening.class)
                            .forEach(listening -> listening.ports().forEach(doors::put));
                    ObjectNode connections = status.putObject("connections");
                    meters.find("air_source_connections")
                            .gauges()
                            .forEach(
                                    door ->
                                            connections.put(
                                                    door.getId().getTag("door"),
                                                    (long) door.value()));
                    status.set("lanes", Json.tree(lanes().lanes()));
                    status.set("links", Json.tree(links()));
                    Commands commands = commands();
                    if (commands != null) {
                        status.set("commands", Json.tree(commands.summary()));
                    }
                    ObjectNode orphans = status.putObject("orphans");
                    readiness
                            .orphans()
                            .forEach(
                                    lane ->
                                            orphans.put(
                                                    lane.destination(),
                                                    lane.waiting() + lane.dead()));
                    ObjectNode expiries = status.putObject("certificates");
                    authority.expiries().forEach((name, end) -> expiries.put(name, end.toString()));
                    status.set("tokens", TokensApi.tree(tokens.signingKey()));
                    status.put("devices", control.model().devices().size());
                    status.set("reload", control.lastReload().tree());
                    return status;
                });
    }

    /** {@code GET /api/v1/ledger}. */
    public void ledger(Exchange exchange) {
        answers.json(
                exchange,
                "ledger",
                () -> {
                    new Call(exchange);
                    ObjectNode ledger = Json.object();
                    ArrayNode accounts = ledger.putArray("accounts");
                    boolean balanced = true;
                    for (Lanes.Account account : lanes().accounts()) {
                        accounts.add(tree(account));
                        balanced &= account.difference() == 0;
                    }
                    Commands commands = commands();
                    if (commands != null) {
                        Lanes.Account account = commands.account();
                        ledger.set("commands", tree(account));
                        balanced &= account.difference() == 0;
                    }
                    return ledger.put("balanced", balanced);
                });
    }

    private static ObjectNode tree(Lanes.Account account) {
        ObjectNode tree = (ObjectNode) Json.tree(account);
        return tree.put("difference", account.difference());
    }

    /** Null where no door needs a way down. */
    private Commands commands() {
        return context.getRegistry().lookupByNameAndType(Commands.BEAN, Commands.class);
    }

    /** {@code GET /api/v1/dead/{destination}?limit=}: the oldest ones, 1–1000, default 100. */
    public void dead(Exchange exchange) {
        answers.json(
                exchange,
                "dead",
                () -> {
                    Call call = new Call(exchange, "limit");
                    int limit = call.number("limit", 1, MOST, 100);
                    ArrayNode list = Json.array();
                    known(call, destination -> lanes().dead(destination, limit))
                            .forEach(dead -> list.add(withoutBody(dead)));
                    return Json.object().set("dead", list);
                });
    }

    /** {@code GET /api/v1/dead/{destination}/{id}}: with its body, in Base64. */
    public void deadOne(Exchange exchange) {
        answers.json(
                exchange,
                "dead-one",
                () -> {
                    Call call = new Call(exchange);
                    String id = call.path("id");
                    Lanes.Dead dead = known(call, destination -> lanes().dead(destination, id));
                    if (dead == null) {
                        throw new ControlException(
                                Kind.NOT_FOUND,
                                "AIR-6221 a message must be in the dead lane but "
                                        + Quoted.of(id)
                                        + " is not");
                    }
                    return withoutBody(dead).put("body", dead.body());
                });
    }

    /** {@code POST /api/v1/dead/{destination}/retry} with ids or all. */
    public void retry(Exchange exchange) {
        transfer(exchange, "retry");
    }

    /** {@code POST /api/v1/dead/{destination}/purge} with ids or all. */
    public void purge(Exchange exchange) {
        transfer(exchange, "purge");
    }

    private void transfer(Exchange exchange, String what) {
        answers.json(
                exchange,
                what,
                () -> {
                    Call call = new Call(exchange);
                    List<String> ids = call.idsOrAll();
                    boolean retry = what.equals("retry");
                    int count =
                            known(
                                    call,
                                    destination ->
                                            retry
                                                    ? lanes().retry(destination, ids)
                                                    : lanes().purge(destination, ids));
                    return Json.object().put(retry ? "retried" : "purged", count);
                });
    }

    /** {@code GET /api/v1/devices?limit=&after=}: in the order of their ids. */
    public void devices(Exchange exchange) {
        answers.json(
                exchange,
                "devices",
                () -> {
                    Call call = new Call(exchange, "limit", "after");
                    int limit = call.number("limit", 1, MOST, 100);
                    String after = call.text("after");
                    ObjectNode answer = Json.object();
                    ArrayNode list = answer.putArray("devices");
                    control.model().devices().values().stream()
                            .filter(device -> after == null || device.id().compareTo(after) > 0)
                            .sorted(Comparator.comparing(Device::id))
                            .limit(limit)
                            .forEach(device -> list.add(tree(device)));
                    return answer.put("total", control.model().devices().size());
                });
    }

    /** {@code POST /api/v1/devices} with id, policy and maybe tenant. */
    public void addDevice(Exchange exchange) {
        answers.json(
                exchange,
                "device-add",
                () -> {
                    ObjectNode body = new Call(exchange).body("id", "policy", "tenant");
                    return tree(
                            control.add(
                                    Call.text(body, "id", true),
                                    Call.text(body, "policy", true),
                                    Call.text(body, "tenant", false)));
                });
    }

    /** {@code POST /api/v1/devices/{device}/revoke}. */
    public void revokeDevice(Exchange exchange) {
        answers.json(
                exchange,
                "device-revoke",
                () -> Json.tree(control.revoke(new Call(exchange).path("device"))));
    }

    /** {@code DELETE /api/v1/devices/{device}}: its certificates are revoked too. */
    public void removeDevice(Exchange exchange) {
        answers.json(
                exchange,
                "device-remove",
                () -> Json.tree(control.remove(new Call(exchange).path("device"))));
    }

    /** {@code POST /api/v1/reload}. */
    public void reload(Exchange exchange) {
        answers.json(
                exchange,
                "reload",
                () -> {
                    new Call(exchange);
                    return Json.tree(control.reload());
                });
    }

    /** {@code POST /api/v1/explain}: what would happen to a message; its body in Base64. */
    public void explain(Exchange exchange) {
        answers.json(exchange, "explain", () -> Explain.answer(exchange));
    }

    /** Whether a message sent now would be kept: {@code GET /observe/health}. */
    boolean isReady() {
        return readiness.missing().isEmpty();
    }

    /** Problems of the last reload, if it was refused, and links that are down. */
    List<String> degraded() {
        List<String> all = new ArrayList<>(control.lastReload().degraded());
        // who asks is not known: neither the peer nor its words are told
        links().stream()
                .filter(Links.Link::down)
                .forEach(link -> all.add("link " + link.name() + " is down"));
        Commands commands = commands();
        if (commands != null && !commands.summary().problem().isEmpty()) {
            all.add("commands cannot be kept");
        }
        return all;
    }

    private List<Links.Link> links() {
        Links found = context.getRegistry().lookupByNameAndType(Links.BEAN, Links.class);
        return found == null ? List.of() : found.all();
    }

    /** {@code GET /observe/metrics}: Prometheus' text format. */
    public void metrics(Exchange exchange) {
        answers.metrics(exchange);
    }

    private Broker broker() {
        return required(readiness.broker(), "broker");
    }

    private Lanes lanes() {
        return required(readiness.lanes(), "lanes");
    }

    private static <T> T required(T part, String name) {
        if (part == null) {
            throw new ControlException(
                    Kind.UNAVAILABLE, "AIR-6220 the " + name + " must run but did not start");
        }
        return part;
    }

    /** The lanes refuse an unknown destination as an illegal argument: to the caller, not found. */
    private static <T> T known(Call call, Function<String, T> work) {
        String destination = call.path("destination");
        try {
            return work.apply(destination);
        } catch (IllegalArgumentException e) {
            throw new ControlException(
                    Kind.NOT_FOUND,
                    "AIR-6222 a destination must exist but "
                            + Quoted.of(destination)
                            + " does not; air status shows all");
        }
    }

    private static ObjectNode withoutBody(Lanes.Dead dead) {
        ObjectNode tree = (ObjectNode) Json.tree(dead);
        tree.remove("body");
        return tree;
    }

    private static JsonNode tree(Device device) {
        return Json.object()
                .put("id", device.id())
                .put("policy", device.policy())
                .put("tenant", device.tenant())
                .put("revoked", device.revoked());
    }
}
