/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Model;

import org.apache.camel.Exchange;
import org.apache.camel.Route;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The routes of one case, with stubs at all their ends. */
final class CaseContext implements AutoCloseable {

    private final Folders folders;
    private final CasesFile file;
    private final DryRun run;
    private String entry;

    CaseContext(Folders folders, CasesFile file, Case row) {
        this.folders = folders;
        this.file = file;
        Properties properties = new Properties();
        file.properties().forEach((key, value) -> properties.setProperty(key, value.toString()));
        run = new DryRun(folders.home(), folders.kamelets(), properties, row.answers());
    }

    void bind(String name, Object bean) {
        run.bind(name, bean);
    }

    /** Loads what the case needs and starts it. */
    void start() throws Exception {
        String stem = file.stem();
        Path route = folders.route(stem);
        List<Path> routes = new ArrayList<>();
        if (route != null) {
            routes.add(route);
        }
        file.with().forEach(other -> routes.add(folders.route(other)));
        for (Object parameter : file.parameters().values()) {
            run.loadKamelets("kamelet:" + parameter);
        }
        run.loadKamelets("kamelet:" + stem);
        run.load(routes);
        if (route == null) {
            run.around(stem, file.parameters());
        } else if (run.camel().getRouteDefinition(stem) == null) {
            Map<String, Object> parameters = new HashMap<>(file.parameters());
            run.camel().addRouteFromTemplate(stem, stem, parameters);
        }
        run.start();
        entry = entryOf(route != null ? stem : "case");
    }

    /** The stub at which the messages of the case come in. */
    private String entryOf(String routeId) {
        Route route = run.camel().getRoute(routeId);
        if (route.getEndpoint() instanceof StubComponent.StubEndpoint endpoint) {
            return endpoint.name();
        }
        return run.beginnings().stream()
                .min(Comparator.comparing(name -> name.startsWith("direct:")))
                .orElseThrow(() -> new IllegalStateException("no stub feeds the route " + routeId));
    }

    /** Sends the message of a case and waits for its end. */
    Exchange send(Model model, Case row) throws Exception {
        run.reached().clear();
        return run.send(
                entry, exchange -> new CaseMessage(model, run.camel()).fill(exchange, row.in()));
    }

    List<String> reached() {
        return run.reached();
    }

    @Override
    public void close() {
        run.close();
    }
}
