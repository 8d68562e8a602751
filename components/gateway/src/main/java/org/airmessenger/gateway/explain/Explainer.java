/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.control.identity.DeviceRegistry;
import org.airmessenger.control.identity.PolicyBook;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.LiveModel;
import org.airmessenger.gateway.cases.DryRun;
import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.explain.Explanation.Verdict;
import org.airmessenger.gateway.guard.Guard;
import org.airmessenger.gateway.trace.Cause;
import org.airmessenger.gateway.trace.Finding;
import org.airmessenger.gateway.trace.Witness;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Identity;
import org.airmessenger.message.Ids;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Proof;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;
import org.airmessenger.message.Topics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sends a message through the routes of a home, apart from everything that runs: a context of its
 * own, stubs at every end, a copy of the limits. The steps that decide are the real ones.
 */
public final class Explainer {

    private static final String DOOR = "airbroker:door";
    private static final String GUARD = "direct:guard";
    private static final String LANES = "airbroker:lanes";

    /** What a device is told when a step fails otherwise than by refusing. */
    private static final String NOT_KEPT = "AIR-1023";

    private static final Pattern CODE = Pattern.compile("AIR-\\d{4}");
    private static final Pattern REST = Pattern.compile("(?m)^- (rest|restConfiguration):");

    private final Path home;
    private final Properties properties;
    private final Scene scene;
    private final Origins origins;
    private final List<Verdict> verdicts = new ArrayList<>();
    private Plan plan;

    private Explainer(Path home, Properties properties, Scene scene) {
        this.home = home;
        this.properties = properties;
        this.scene = scene;
        origins = new Origins(home, scene.model(), scene.places());
    }

    /**
     * Explains what would happen to a message.
     *
     * @param home {@code AIR_HOME}, absolute
     * @param properties the configuration, for placeholders of routes
     * @param scene what it is asked against
     * @throws Exception if the routes cannot be loaded
     */
    public static Explanation explain(
            Path home, Properties properties, Scene scene, Question question) throws Exception {
        return new Explainer(home, properties, scene).explain(question);
    }

    private Explanation explain(Question question) throws Exception {
        Exception refusal = null;
        try {
            Identity identity = source(question);
            refusal = rooms(question, identity);
            if (refusal == null && plan != null) {
                refusal = new Lines(scene, plan, question.qos()).refusal(question.subscribed());
                if (refusal != null) {
                    tell(refused("lanes", "room and receivers", refusal.getMessage(), null));
                }
            }
        } catch (RefusedException atTheDoor) {
            refusal = atTheDoor;
        }
        String text = refusal == null ? null : String.valueOf(refusal.getMessage());
        Matcher code = CODE.matcher(String.valueOf(text));
        return new Explanation(
                refusal == null,
                refusal == null ? null : code.find() ? code.group() : NOT_KEPT,
                refusal == null
                        ? null
                        : (refusal instanceof RefusedException known
                                        ? known.refusal()
                                        : Refusal.FAILED)
                                .word(),
                text,
                scene.isLive(),
                note(),
                List.copyOf(verdicts),
                plan == null ? null : new Lines(scene, plan, question.qos()).delivery());
    }

    private String note() {
        if (!scene.isLive()) {
            return "no gateway was asked: limits are taken as full, lanes as empty";
        }
        boolean routes = !scene.files().equals(home);
        return scene.places() == null || routes
                ? "the files in %s differ from what is in force: lines are those at the last reload"
                        .formatted(
                                scene.places() != null
                                        ? "routes/ or kamelets/"
                                        : routes ? "conf/ and routes/ or kamelets/" : "conf/")
                : null;
    }

    private void tell(Finding finding) {
        verdicts.add(Verdict.of(finding, origins));
    }

    private static Finding refused(String room, String what, String text, Cause cause) {
        return new Finding(room, what, Finding.Verdict.REFUSED, text, cause);
    }

    /** What the door decides before a route begins. */
    private Identity source(Question question) {
        LiveModel live = new LiveModel(scene.model());
        String policy = properties.getProperty(ConfigKeys.PLAIN_POLICY, "");
        boolean anonymous =
                Boolean.parseBoolean(properties.getProperty(ConfigKeys.PLAIN_ENABLED))
                        && Boolean.parseBoolean(properties.getProperty(ConfigKeys.PLAIN_ANONYMOUS))
                        && !policy.isEmpty();
        DeviceRegistry devices =
                new DeviceRegistry(live, new PolicyBook(live), anonymous ? policy : null);
        boolean known = scene.model().devices().containsKey(question.device());
        Cause cause =
                known || !anonymous
                        ? Cause.of(Cause.DEVICES, question.device())
                        : Cause.of(Cause.PROPERTIES, ConfigKeys.PLAIN_POLICY);
        try {
            Identity identity =
                    known || !anonymous
                            ? devices.identify(question.device(), "mqtt")
                            : devices.anonymous(question.device(), "mqtt");
            tell(
                    new Finding(
                            "source",
                            "device",
                            Finding.Verdict.PASSED,
                            (known ? "registered" : "anonymous")
                                    + ", policy "
                                    + identity.policy()
                                    + (identity.tenant() == null
                                            ? ""
                                            : ", tenant " + identity.tenant()),
                            cause));
            packet(question);
            return confined(identity, question.scope());
        } catch (RefusedException refusal) {
            if (verdicts.isEmpty()) {
                tell(refused("source", "device", refusal.getMessage(), cause));
            }
            throw refusal;
        }
    }

    /** As a token would confine the device. */
    private static Identity confined(Identity identity, List<String> scope) {
        if (scope.isEmpty()) {
            return identity;
        }
        List<String> own = Tokens.scope(identity.device(), identity.tenant(), scope);
        return new Identity(
                identity.device(),
                identity.tenant(),
                identity.policy(),
                identity.door(),
                new Proof(null, null, Proof.FOREVER, own));
    }

    private void packet(Question question) {
        String problem = Topics.problemOfName(question.topic());
        if (problem == null && question.topic().startsWith("$")) {
            problem = "a topic must not belong to the gateway but was " + question.topic();
        }
        if (problem != null) {
            RefusedException refusal =
                    new RefusedException(Refusal.MALFORMED, "AIR-1021 " + problem);
            tell(refused("source", "packet", refusal.getMessage(), null));
            throw refusal;
        }
        long most = Long.parseLong(properties.getProperty(ConfigKeys.MQTT_MAX_PACKET));
        Cause cause = Cause.of(Cause.PROPERTIES, ConfigKeys.MQTT_MAX_PACKET);
        if (question.body().length > most) {
            RefusedException refusal =
                    new RefusedException(
                            Refusal.TOO_LARGE,
                            "AIR-1020 a packet must have at most "
                                    + most
                                    + " bytes but its body alone has "
                                    + question.body().length);
            tell(refused("source", "packet", refusal.getMessage(), cause));
            throw refusal;
        }
        tell(
                new Finding(
                        "source",
                        "packet",
                        Finding.Verdict.PASSED,
                        question.body().length + " bytes of at most " + most,
                        cause));
    }

    /** Guard and lanes, by their routes. */
    private Exception rooms(Question question, Identity identity) throws Exception {
        LiveModel live = new LiveModel(scene.model());
        Guard guard =
                scene.guard() == null
                        ? new Guard(live, new SimpleMeterRegistry(), System::nanoTime)
                        : scene.guard().copyFor(live, identity);
        List<Path> kamelets = List.of(scene.files().resolve("kamelets"));
        try (DryRun run = new DryRun(home, kamelets, properties, Map.of())) {
            run.bind(LiveModel.BEAN, live);
            run.bind(Guard.BEAN, guard);
            run.bind(Witness.BEAN, (Witness) this::tell);
            run.camel()
                    .getCamelContextExtension()
                    .addInterceptStrategy(new StepWatch(scene.files(), verdicts::add));
            run.load(routes());
            run.start();
            String door = run.begins(DOOR) ? DOOR : GUARD;
            if (!run.begins(door)) {
                throw new IllegalStateException(
                        "AIR-9098 a route must begin at airbroker:door or direct:guard but none in "
                                + home.resolve("routes")
                                + " does; air init restores them");
            }
            Exchange end = run.send(door, exchange -> fill(exchange, question, identity));
            plan =
                    end.getException() == null && run.reached().contains(LANES)
                            ? end.getProperty(AirHeaders.PLAN, Plan.class)
                            : null;
            if (end.getException() == null && plan == null) {
                tell(
                        new Finding(
                                "lanes",
                                "route",
                                Finding.Verdict.DECIDED,
                                "a step ends the message before the lanes: the device is told that"
                                        + " it is kept, and it goes nowhere",
                                null));
            }
            return end.getException();
        }
    }

    private List<Path> routes() throws IOException {
        List<Path> routes = new ArrayList<>();
        try (Stream<Path> files = Files.list(scene.files().resolve("routes"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".camel.yaml"))
                            .sorted()
                            .toList()) {
                // the operator's port is no part of a message's way
                if (!REST.matcher(Files.readString(file)).find()) {
                    routes.add(file);
                }
            }
        }
        return routes;
    }

    private static void fill(Exchange exchange, Question question, Identity identity) {
        long now = System.currentTimeMillis();
        Message message = exchange.getMessage();
        message.setBody(question.body());
        message.setHeader(AirHeaders.ID, Ids.next(now));
        message.setHeader(AirHeaders.TIME, now);
        message.setHeader(AirHeaders.DEVICE, identity.device());
        message.setHeader(AirHeaders.TOPIC, question.topic());
        message.setHeader(AirHeaders.DOOR, identity.door());
        message.setHeader(AirHeaders.QOS, Math.min(1, question.qos()));
        if (identity.tenant() != null) {
            message.setHeader(AirHeaders.TENANT, identity.tenant());
        }
        if (question.priority() != null) {
            message.setHeader(AirHeaders.PRIORITY, question.priority());
        }
        if (question.contentType() != null) {
            message.setHeader(AirHeaders.CONTENT_TYPE, question.contentType());
        }
        exchange.setProperty(AirHeaders.IDENTITY, identity);
        exchange.setProperty(AirHeaders.ID_GIVEN, false);
    }
}
