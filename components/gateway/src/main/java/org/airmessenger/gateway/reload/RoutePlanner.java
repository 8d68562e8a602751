/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Destination;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.delivery.DestinationRoutes;
import org.airmessenger.gateway.delivery.DestinationRoutes.Wanted;
import org.airmessenger.gateway.reload.RouteReload.Checked;
import org.airmessenger.message.Causes;

import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what the files want with what runs. Camel reads only the files that changed. */
final class RoutePlanner {

    private static final Pattern LINE = Pattern.compile("(?:yaml:|line )(\\d+)");
    private static final int CODE = "AIR-0000".length();
    private static final String KAMELET = ".kamelet.yaml";

    private final Path home;
    private final ModelCamelContext context;
    private final DestinationRoutes destinations;
    private final FileTexts next;
    private final Checked says;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> templatesOut = new TreeSet<>();
    private final List<RouteTemplateDefinition> templatesIn = new ArrayList<>();
    private final List<RouteWish> wishes = new ArrayList<>();

    RoutePlanner(
            Path home,
            ModelCamelContext context,
            DestinationRoutes destinations,
            FileTexts next,
            Checked says) {
        this.home = home;
        this.context = context;
        this.destinations = destinations;
        this.next = next;
        this.says = says;
    }

    /** What only Camel finds, and what takes effect at a restart only. */
    List<Problem> problems() {
        return problems;
    }

    /** The wishes of a destination, its sink first. */
    List<RouteWish> wishes(Destination destination) {
        List<RouteWish> all = new ArrayList<>();
        for (Wanted wanted : destinations.wanted(destination, says.templates()::containsKey)) {
            boolean delivers = wanted.template().equals(DestinationRoutes.DELIVERY);
            String file = says.templates().getOrDefault(wanted.template(), "");
            String print =
                    next.print(next.routes().getOrDefault(file, ""))
                            + wanted.parameters()
                            + (delivers ? "" : sinkPrint(destination));
            all.add(
                    new RouteWish(
                            wanted.id(),
                            print,
                            destination.name(),
                            RouteWish.Kind.DESTINATION,
                            route -> destinations.make(wanted, route)));
        }
        return all;
    }

    private String sinkPrint(Destination destination) {
        return destination.sink()
                + new TreeMap<>(destination.parameters())
                + destination.compress()
                + next.print("kamelet:" + destination.sink());
    }

    RouteSwap.Plan plan(
            FileTexts before, Checked was, RunningRoutes running, Model model, Runnable hold) {
        kamelets(before);
        Set<String> changed = changedFiles(before, was);
        changed.forEach(file -> read(file, was));
        Set<String> wanted = new HashSet<>();
        wishes.forEach(wish -> wanted.add(wish.id()));
        for (Destination destination : says.model().destinations().values()) {
            for (RouteWish wish : wishes(destination)) {
                wanted.add(wish.id());
                LiveRoute live = running.get(wish.id());
                if (live == null || !live.wish.print().equals(wish.print())) {
                    wishes.add(wish);
                }
            }
        }
        List<LiveRoute> leaving = new ArrayList<>();
        for (LiveRoute live : running.all()) {
            boolean kept =
                    !live.wish.destination()
                            && next.routes().containsKey(live.wish.source())
                            && !changed.contains(live.wish.source());
            if (!kept && !wanted.contains(live.wish.id())) {
                leaving.add(live);
            }
        }
        return new RouteSwap.Plan(
                next.since(before),
                present(templatesOut),
                templatesIn,
                wishes,
                leaving,
                () -> tellSinks(says, says.model()),
                () -> tellSinksAgain(was, model),
                () -> {
                    forgetSinks(model, says.model());
                    hold.run();
                },
                says.trial());
    }

    private void kamelets(FileTexts before) {
        Set<String> names = new TreeSet<>(before.kamelets().keySet());
        names.addAll(next.kamelets().keySet());
        for (String name : names) {
            String text = next.kamelets().get(name);
            if (text != null && text.equals(before.kamelets().get(name))) {
                continue;
            }
            templatesOut.add(name.substring(0, name.length() - KAMELET.length()));
            if (text != null) {
                RouteFile.Content content = content("kamelets", name, text);
                templatesIn.addAll(content.templates());
            }
        }
    }

    /** Files that are new or differ, also in a Kamelet that they use. */
    private Set<String> changedFiles(FileTexts before, Checked was) {
        Set<String> names = new TreeSet<>(before.routes().keySet());
        names.addAll(next.routes().keySet());
        Set<String> changed = new TreeSet<>();
        for (String name : names) {
            String old = before.routes().get(name);
            String text = next.routes().get(name);
            if (old != null && text != null && before.print(old).equals(next.print(text))) {
                continue;
            }
            if (was.fixed().contains(name) || says.fixed().contains(name)) {
                problems.add(
                        new Problem(
                                "AIR-9026",
                                new Place("routes/" + name, 1),
                                "only routes and route templates can be changed while the gateway"
                                        + " runs but the file has or had more in it: take the change"
                                        + " back, or restart the gateway"));
            } else {
                changed.add(name);
            }
        }
        return changed;
    }

    private void read(String file, Checked was) {
        was.templates().forEach((id, where) -> addIf(where.equals(file), id));
        says.templates().forEach((id, where) -> addIf(where.equals(file), id));
        String text = next.routes().get(file);
        if (text == null) {
            return;
        }
        RouteFile.Content content = content("routes", file, text);
        templatesIn.addAll(content.templates());
        String print = next.print(text);
        for (RouteDefinition route : content.routes()) {
            String id = route.getRouteId();
            wishes.add(
                    new RouteWish(
                            id,
                            print,
                            file,
                            RouteWish.Kind.of(route),
                            version -> {
                                route.setId(version);
                                context.addRouteDefinition(route);
                            }));
        }
    }

    private void addIf(boolean here, String template) {
        if (here) {
            templatesOut.add(template);
        }
    }

    private RouteFile.Content content(String folder, String file, String text) {
        try {
            return RouteFile.read(context, home.resolve(folder).resolve(file), text);
        } catch (Exception e) {
            String why = Causes.text(e);
            Matcher line = LINE.matcher(why);
            boolean coded = why.startsWith("AIR-");
            problems.add(
                    new Problem(
                            coded ? why.substring(0, CODE) : "AIR-9022",
                            new Place(
                                    folder + "/" + file,
                                    line.find() ? Integer.parseInt(line.group(1)) : 1),
                            coded
                                    ? why.substring(CODE + 1)
                                    : "Camel must be able to load the file: " + why));
            return new RouteFile.Content(List.of(), List.of());
        }
    }

    private List<RouteTemplateDefinition> present(Set<String> ids) {
        List<RouteTemplateDefinition> present = new ArrayList<>();
        for (String id : ids) {
            RouteTemplateDefinition now = context.getRouteTemplateDefinition(id);
            if (now != null) {
                present.add(now);
            }
        }
        return present;
    }

    private void tellSinks(Checked checked, Model model) {
        checked.inForce().run();
        model.destinations().values().forEach(destinations.sinks()::set);
    }

    private void tellSinksAgain(Checked was, Model before) {
        forgetSinks(says.model(), before);
        tellSinks(was, before);
    }

    private void forgetSinks(Model old, Model now) {
        Map<String, Destination> kept = now.destinations();
        old.destinations().keySet().stream()
                .filter(name -> !kept.containsKey(name))
                .forEach(destinations.sinks()::remove);
    }
}
