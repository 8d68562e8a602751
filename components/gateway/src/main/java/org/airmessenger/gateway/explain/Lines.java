/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.control.files.Quantities;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.gateway.explain.Explanation.Delivery;
import org.airmessenger.gateway.explain.Explanation.Lane;
import org.airmessenger.message.LaneClass;
import org.airmessenger.message.Lanes;
import org.airmessenger.message.Plan;
import org.airmessenger.message.Refusal;
import org.airmessenger.message.RefusedException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns a plan into what each destination does with the message, and whether it has room now. */
final class Lines {

    private final Scene scene;
    private final Plan plan;
    private final int qos;

    Lines(Scene scene, Plan plan, int qos) {
        this.scene = scene;
        this.plan = plan;
        this.qos = qos;
    }

    Delivery delivery() {
        List<Lane> lanes = new ArrayList<>();
        Model model = scene.model();
        for (String name : plan.destinations()) {
            Destination destination = model.destinations().get(name);
            if (destination != null) {
                lanes.add(lane(destination));
            }
        }
        return new Delivery(plan.priority(), plan.laneClass().word(), plan.local(), lanes);
    }

    private Lane lane(Destination destination) {
        return new Lane(
                destination.name() + "." + plan.laneClass().word(),
                destination.sink(),
                qos > 0 && !plan.memory().contains(destination.name()),
                settings(destination),
                state(destination.name()),
                destination.place().file(),
                destination.place().line());
    }

    private Map<String, String> settings(Destination destination) {
        LaneClass laneClass = plan.laneClass();
        Destination.Batch batch = destination.batches().get(laneClass);
        Destination.Cap cap = destination.caps().get(laneClass);
        Destination.Retry retry = destination.retry();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(
                "batch",
                batch.maxMessages() == 1
                        ? "each alone"
                        : "%d messages, %s or %s, what comes first"
                                .formatted(
                                        batch.maxMessages(),
                                        Quantities.text(batch.maxDelay()),
                                        Quantities.size(batch.maxBytes())));
        settings.put(
                "order",
                destination.ordered()
                        ? "of a device, on " + destination.concurrency() + " streams"
                        : "none, " + destination.concurrency() + " at once");
        settings.put(
                "retry",
                "%s to %s while it is away; %d verdicts on a message, then the dead lane"
                        .formatted(
                                Quantities.text(retry.initial()),
                                Quantities.text(retry.max()),
                                retry.maxAttempts()));
        settings.put(
                "cap",
                Quantities.size(cap.maxBytes())
                        + ", then "
                        + cap.overflow().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        settings.put("compress", destination.compress());
        return settings;
    }

    private Lanes.Lane now(String destination) {
        return scene.lanes() == null
                ? null
                : scene.lanes().lanes().stream()
                        .filter(lane -> lane.destination().equals(destination))
                        .findFirst()
                        .orElse(null);
    }

    private Map<String, String> state(String destination) {
        Lanes.Lane now = now(destination);
        Map<String, String> state = new LinkedHashMap<>();
        if (now != null) {
            String word = plan.laneClass().word();
            state.put("state", now.state());
            if (!now.reason().isEmpty()) {
                state.put("reason", now.reason());
            }
            state.put("waiting", now.waiting().getOrDefault(word, 0L).toString());
            state.put("waitingBytes", now.waitingBytes().getOrDefault(word, 0L).toString());
        }
        return state;
    }

    /**
     * What the lanes would refuse the message with as they are now, or null.
     *
     * @param subscribed whether somebody has subscribed here
     */
    RefusedException refusal(boolean subscribed) {
        if (plan.destinations().isEmpty() && !(plan.local() && subscribed)) {
            return new RefusedException(
                    Refusal.NO_RECEIVER,
                    "AIR-3101 a message must have a receiver but no rule leads to a destination"
                            + (plan.local()
                                    ? "; it is kept only if somebody has subscribed to its topic"
                                            + " here (--subscribed), or add a rule"
                                    : ", and the rules keep it from local subscribers; add one"));
        }
        if (scene.broker() != null && !scene.broker().canPersist()) {
            return new RefusedException(
                    Refusal.LANE_FULL,
                    "AIR-3107 the journal must take messages but does not: "
                            + scene.broker().problem());
        }
        for (String name : plan.destinations()) {
            Destination destination = scene.model().destinations().get(name);
            Lanes.Lane now = now(name);
            if (now != null && destination != null) {
                Destination.Cap cap = destination.caps().get(plan.laneClass());
                long bytes = now.waitingBytes().getOrDefault(plan.laneClass().word(), 0L);
                if (bytes >= cap.maxBytes() && cap.overflow() == Destination.Overflow.REFUSE) {
                    return new RefusedException(
                            Refusal.LANE_FULL,
                            "AIR-3102 "
                                    + name
                                    + "."
                                    + plan.laneClass().word()
                                    + " must hold at most "
                                    + cap.maxBytes()
                                    + " bytes but holds "
                                    + bytes
                                    + "; try again later or raise its cap");
                }
            }
        }
        return null;
    }
}
