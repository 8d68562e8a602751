/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cases;

import org.airmessenger.gateway.config.FileFunction;
import org.airmessenger.message.AirHeaders;
import org.airmessenger.message.Endings;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Routes and Kamelets in a Camel context of their own: read by the real loader, with the real
 * steps, and with stubs at every end, so that nothing listens and nothing leaves the process.
 */
public final class DryRun implements AutoCloseable {

    private static final Pattern KAMELET = Pattern.compile("kamelet:([A-Za-z0-9._-]+)");
    private static final String SUFFIX = ".kamelet.yaml";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Path> folders;
    private final Set<String> loaded = new HashSet<>();
    private final StubWorld world;

    /**
     * Makes a context that is not started yet.
     *
     * @param home what relative files of placeholders start from
     * @param folders where Kamelets lie; the first that has one wins, then the class path
     * @param properties values of placeholders
     * @param answers what ends answer, by endpoint: headers, body, refused, failed
     */
    public DryRun(
            Path home,
            List<Path> folders,
            Properties properties,
            Map<String, Map<String, Object>> answers) {
        this(home, folders, properties, new StubWorld(answers), false);
    }

    private DryRun(
            Path home,
            List<Path> folders,
            Properties properties,
            StubWorld world,
            boolean checking) {
        this.folders = List.copyOf(folders);
        this.world = world;
        camel.disableJMX();
        camel.setSourceLocationEnabled(true);
        // beans of a Kamelet are for it alone, and stubs have none of a component's options
        camel.setAutowiredEnabled(false);
        camel.getShutdownStrategy().setTimeout(5);
        ComponentResolver real = PluginHelper.getComponentResolver(camel);
        camel.getCamelContextExtension()
                .addContextPlugin(
                        ComponentResolver.class, StubComponent.resolver(real, world, checking));
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getPropertiesComponent().addPropertiesFunction(new FileFunction(home));
        camel.build();
    }

    /**
     * Makes a context in which the real components look at each end, before a stub takes its place:
     * a component that is not there, or an option that it cannot take, is an error as at a start.
     */
    public static DryRun checking(Path home, List<Path> folders, Properties properties) {
        return new DryRun(home, folders, properties, new StubWorld(Map.of()), true);
    }

    /** The context: to bind beans and add routes before the start. */
    public DefaultCamelContext camel() {
        return camel;
    }

    /** Binds a bean. */
    public void bind(String name, Object bean) {
        camel.getRegistry().bind(name, bean);
    }

    /**
     * Loads route files, and every Kamelet that they call.
     *
     * @throws Exception if Camel cannot load one
     */
    public void load(List<Path> files) throws Exception {
        List<Resource> resources = new ArrayList<>();
        for (Path file : files) {
            String text = Files.readString(file);
            loadKamelets(text);
            resources.add(ResourceHelper.fromString("file:" + file, text));
        }
        PluginHelper.getRoutesLoader(camel).loadRoutes(resources);
    }

    /**
     * Loads the Kamelets that a text calls by {@code kamelet:name}, and those that these call.
     *
     * @throws Exception if Camel cannot load one
     */
    public void loadKamelets(String text) throws Exception {
        Deque<String> texts = new ArrayDeque<>(List.of(text));
        while (!texts.isEmpty()) {
            Matcher names = KAMELET.matcher(texts.pop());
            while (names.find()) {
                Path file = kamelet(folders, names.group(1));
                if (file != null && loaded.add(names.group(1))) {
                    texts.push(load(file));
                }
            }
        }
    }

    private String load(Path file) throws Exception {
        String text = Files.readString(file);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromString("file:" + file, text));
        return text;
    }

    /** The file of a Kamelet, or null if no folder has one. */
    static Path kamelet(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name + SUFFIX))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
    }

    /**
     * Adds the route {@code case} around one Kamelet; a source goes on to {@code direct:next}, any
     * other begins at {@code direct:case}.
     *
     * @throws Exception if Camel cannot make it
     */
    public void around(String kamelet, Map<String, Object> parameters) throws Exception {
        camel.addRoutes(routeAround(kamelet, parameters));
    }

    private static RouteBuilder routeAround(String kamelet, Map<String, Object> parameters) {
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

    /** Starts all routes. */
    public void start() {
        camel.start();
    }

    /** Whether a route begins at an endpoint, such as {@code direct:guard}. */
    public boolean begins(String endpoint) {
        return world.consumers().containsKey(endpoint);
    }

    /** Where routes begin, in the order in which they were started. */
    List<String> beginnings() {
        return List.copyOf(world.consumers().keySet());
    }

    /** The ends that messages reached, in order. */
    public List<String> reached() {
        return world.reached();
    }

    /**
     * Sends one message and waits for its end.
     *
     * @param endpoint where a route begins
     * @param fill makes the message
     * @return the exchange, with its exception if it failed
     * @throws Exception if the message cannot be made
     */
    public Exchange send(String endpoint, Consumer<Exchange> fill) throws Exception {
        DefaultConsumer consumer = world.consumers().get(endpoint);
        Exchange exchange = consumer.createExchange(false);
        fill.accept(exchange);
        Endings endings = new Endings();
        exchange.setProperty(AirHeaders.ENDINGS, endings);
        consumer.createUoW(exchange);
        try {
            consumer.getProcessor().process(exchange);
        } finally {
            consumer.doneUoW(exchange);
            endings.ended(!exchange.isFailed());
        }
        return exchange;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
