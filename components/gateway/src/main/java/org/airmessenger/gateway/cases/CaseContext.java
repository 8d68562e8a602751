/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.control.model.Model;

import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A Camel context that holds the routes of one case, with stubs at all its ends. */
final class CaseContext implements AutoCloseable {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Path home;
    private final StubWorld world;
    private String entry;

    CaseContext(Path home, StubWorld world) {
        this.home = home;
        this.world = world;
        camel.disableJMX();
        // beans of a Kamelet are for it alone, and stubs have none of a component's options
        camel.setAutowiredEnabled(false);
        camel.getShutdownStrategy().setTimeout(5);
        ComponentResolver real = PluginHelper.getComponentResolver(camel);
        camel.getCamelContextExtension()
                .addContextPlugin(ComponentResolver.class, StubComponent.resolver(real, world));
    }

    void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }

    /** Loads what the case needs and starts it. */
    void start(String stem, CasesFile file) throws Exception {
        Properties properties = new Properties();
        file.properties().forEach((key, value) -> properties.setProperty(key, value.toString()));
        camel.getPropertiesComponent().setInitialProperties(properties);
        Component kamelet = camel.getComponent("kamelet");
        ((KameletComponent) kamelet).setLocation("file:" + home.resolve("kamelets"));
        camel.build();
        List<Resource> resources = new ArrayList<>();
        Path route = home.resolve("routes").resolve(stem + ".camel.yaml");
        boolean isRoute = Files.exists(route);
        if (isRoute) {
            resources.add(resource(route));
        }
        for (String other : file.with()) {
            resources.add(resource(home.resolve("routes").resolve(other + ".camel.yaml")));
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
        if (!isRoute) {
            camel.addRoutes(around(stem, file.parameters()));
        } else if (camel.getRouteDefinition(stem) == null) {
            Map<String, Object> parameters = new HashMap<>(file.parameters());
            camel.addRouteFromTemplate(stem, stem, parameters);
        }
        camel.start();
        entry = entryOf(isRoute ? stem : "case");
    }

    private Resource resource(Path file) {
        return PluginHelper.getResourceLoader(camel).resolveResource("file:" + file);
    }

    /** A route around one Kamelet. */
    private static RouteBuilder around(String kamelet, Map<String, Object> parameters) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                StringBuilder uri = new StringBuilder("kamelet:").append(kamelet);
                char next = '?';
                for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                    uri.append(next).append(parameter.getKey()).append("=RAW(");
                    uri.append(parameter.getValue()).append(')');
                    next = '&';
                }
                errorHandler(noErrorHandler());
                if (kamelet.endsWith("-source")) {
                    from(uri.toString()).routeId("case").to("direct:next");
                } else if (kamelet.endsWith("-sink")) {
                    from("direct:case").routeId("case").to(uri.toString());
                } else {
                    from("direct:case").routeId("case").to(uri.toString()).to("direct:next");
                }
            }
        };
    }

    /** The stub at which the messages of the case come in. */
    private String entryOf(String routeId) {
        Route route = camel.getRoute(routeId);
        if (route.getEndpoint() instanceof StubComponent.StubEndpoint endpoint) {
            return endpoint.name();
        }
        return world.consumers().keySet().stream()
                .filter(name -> !name.startsWith("direct:"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no stub feeds the route " + routeId));
    }

    /** Sends the message of a case and waits for its end. */
    Exchange send(Model model, Case row) throws Exception {
        DefaultConsumer consumer = world.consumers().get(entry);
        Exchange exchange = consumer.createExchange(false);
        new CaseMessage(model, camel).fill(exchange, row.in());
        consumer.createUoW(exchange);
        try {
            consumer.getProcessor().process(exchange);
        } finally {
            consumer.doneUoW(exchange);
        }
        return exchange;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
