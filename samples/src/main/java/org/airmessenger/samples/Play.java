/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.samples;

import org.airmessenger.bench.jvm.Folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** One performance of a sample: its servers, its gateway, its devices, and its day step by step. */
final class Play implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;

    private final Sample sample;
    private final Path distribution;
    private final Path scratch;
    private final House house;
    private final Fleet fleet;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final BiConsumer<String, String> say;

    /**
     * Starts all that the sample needs.
     *
     * @param distribution the unpacked one
     * @param say takes what happens: a word, and more about it
     */
    Play(Sample sample, Path distribution, BiConsumer<String, String> say)
            throws IOException, InterruptedException {
        this.sample = sample;
        this.distribution = distribution;
        this.say = say;
        scratch = Folders.create("air-servers-");
        house = new House(distribution, sample.folder());
        fleet = new Fleet(house);
        try {
            begin();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void begin() throws IOException, InterruptedException {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Map.Entry<String, Sample.ServerPlan> plan : sample.servers().entrySet()) {
            String name = plan.getKey();
            Path folder = Files.createDirectory(scratch.resolve(name));
            Server server =
                    Server.start(
                            name,
                            plan.getValue(),
                            sample.folder(),
                            folder,
                            distribution,
                            Map.copyOf(variables));
            servers.put(name, server);
            server.variables()
                    .forEach(
                            (key, value) ->
                                    variables.put(
                                            name.toUpperCase(Locale.ROOT) + "_" + key, value));
            say.accept("server", name + ": " + plan.getValue().kind());
        }
        house.run(variables);
        say.accept("gateway", "ready; devices " + String.join(", ", house.devices()));
    }

    /**
     * Plays the day until something differs.
     *
     * @return a line per difference; none if all was as expected
     */
    List<String> play() throws IOException, InterruptedException {
        for (Step step : sample.steps()) {
            List<String> differences = play(step);
            if (!differences.isEmpty()) {
                return differences;
            }
        }
        Map<String, List<Arrived>> rest = new LinkedHashMap<>();
        seen.keySet().forEach(place -> rest.put(place, List.of()));
        return arrives(new Step.Arrives(rest), Duration.ZERO);
    }

    /**
     * Ends the gateway.
     *
     * @return a line if it did not end well
     */
    List<String> end() throws IOException, InterruptedException {
        int code = house.end();
        for (Server server : servers.values()) {
            code = Math.max(code, server.end());
        }
        return code == 0 ? List.of() : List.of("the gateway ended with exit code " + code);
    }

    /** What a person types to publish the day's first message once more. */
    String invitation() {
        return sample.steps().stream()
                .filter(Step.Publish.class::isInstance)
                .map(Step.Publish.class::cast)
                .findFirst()
                .map(house::command)
                .orElse("");
    }

    private List<String> play(Step step) throws IOException, InterruptedException {
        if (step instanceof Step.Publish publish) {
            return publish(publish);
        }
        if (step instanceof Step.Subscribe subscribe) {
            fleet.subscribe(subscribe);
            seen.putIfAbsent(subscribe.device(), 0);
            say.accept("subscribe", subscribe.device() + " to " + subscribe.filter());
            return List.of();
        }
        if (step instanceof Step.Away away) {
            servers.get(away.server()).goAway();
            say.accept("away", away.server());
            return List.of();
        }
        if (step instanceof Step.Back back) {
            servers.get(back.server()).comeBack();
            say.accept("back", back.server());
            return List.of();
        }
        if (step instanceof Step.Arrives arrives) {
            return arrives(arrives, PATIENCE);
        }
        if (step instanceof Step.Cut cut) {
            return cut(cut);
        }
        return ledger((Step.Ledger) step);
    }

    private List<String> publish(Step.Publish step) throws IOException, InterruptedException {
        List<String> refused = fleet.publish(step);
        boolean all = refused.size() == step.bodies().size();
        boolean fits =
                step.refused() == null
                        ? refused.isEmpty()
                        : all && refused.stream().allMatch(step.refused()::equals);
        String what = step.device() + " to " + step.topic() + ": " + step.bodies().size();
        if (!fits) {
            String wanted = step.refused() == null ? "acknowledged" : "refused " + step.refused();
            return List.of(what + "  expected " + wanted + "  actual refused " + refused);
        }
        say.accept(
                "publish",
                what + (step.refused() == null ? " acknowledged" : " refused, " + step.refused()));
        return List.of();
    }

    private List<String> cut(Step.Cut step) throws IOException, InterruptedException {
        Server place = servers.get(step.place());
        if (place == null) {
            throw new IOException(
                    "cut must name a server where it arrives, one of " + servers.keySet());
        }
        CutUnderLoad cut = new CutUnderLoad(step, servers.get(step.server()), place, fleet);
        say.accept(
                "cut",
                "%s for %d s, while %s publishes %d a second"
                        .formatted(
                                step.server(),
                                cut.seconds(),
                                step.load().device(),
                                step.perSecond()));
        List<String> differences = cut.play(seen.getOrDefault(step.place(), 0), PATIENCE);
        seen.merge(step.place(), cut.messages(), Integer::sum);
        if (differences.isEmpty()) {
            say.accept(
                    "arrives",
                    "at %s: %d, none lost; the urgent one before what waited"
                            .formatted(step.place(), cut.messages()));
        }
        return differences;
    }

    private List<String> arrives(Step.Arrives step, Duration patience)
            throws IOException, InterruptedException {
        List<String> differences = new ArrayList<>();
        long end = System.nanoTime() + patience.toNanos();
        for (Map.Entry<String, List<Arrived>> place : step.places().entrySet()) {
            List<Arrived> now = fresh(place.getKey());
            Comparison comparison = Comparison.of(place.getValue(), now);
            while (!comparison.isComplete() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                now = fresh(place.getKey());
                comparison = Comparison.of(place.getValue(), now);
            }
            comparison.differences().forEach(line -> differences.add(place.getKey() + "  " + line));
            seen.merge(place.getKey(), now.size(), Integer::sum);
            if (patience != Duration.ZERO && comparison.differences().isEmpty()) {
                say.accept("arrives", "at " + place.getKey() + ": " + now.size());
                now.forEach(each -> say.accept("", each.toString()));
            }
        }
        return differences;
    }

    /** What has arrived at a place since the last look. */
    private List<Arrived> fresh(String place) throws IOException {
        Server server = servers.get(place);
        List<Arrived> all = server != null ? server.arrived() : fleet.received(place);
        if (all == null) {
            throw new IOException(
                    "arrives must name a server, "
                            + servers.keySet()
                            + ", or a device that has subscribed, but names "
                            + place);
        }
        List<Arrived> unique = Comparison.withoutDuplicates(all);
        return unique.subList(seen.getOrDefault(place, 0), unique.size());
    }

    private List<String> ledger(Step.Ledger step) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> differences = house.ledger().differences(step.accounts());
        while (!differences.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            differences = house.ledger().differences(step.accounts());
        }
        if (differences.isEmpty()) {
            step.accounts()
                    .forEach((name, account) -> say.accept("ledger", name + ": " + words(account)));
        }
        return differences;
    }

    private static String words(Map<String, Long> account) {
        return account.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue())
                .collect(Collectors.joining(", "));
    }

    @Override
    public void close() throws IOException {
        fleet.close();
        house.close();
        servers.values().forEach(Server::close);
        Folders.remove(scratch);
    }
}
