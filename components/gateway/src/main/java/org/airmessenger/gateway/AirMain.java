/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.config.ConfigKeys;
import org.airmessenger.gateway.config.FileFunction;
import org.airmessenger.gateway.config.Problem;
import org.airmessenger.gateway.config.RefusedStart;
import org.airmessenger.gateway.config.Settings;
import org.airmessenger.gateway.delivery.DestinationRoutes;
import org.airmessenger.gateway.line.Lines;
import org.airmessenger.gateway.reload.DirectComponent;
import org.airmessenger.gateway.reload.KameletComponent;
import org.airmessenger.gateway.reload.RouteFile;
import org.airmessenger.gateway.reload.RouteNames;
import org.airmessenger.gateway.reload.RouteReload;
import org.airmessenger.message.Causes;

import org.apache.camel.CamelContext;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Camel's own Main, told where our files are. It loads them one by one, so that every broken file
 * is reported, not only the first.
 */
final class AirMain extends Main {

    private static final Pattern LINE = Pattern.compile("(?:yaml:|line )(\\d+)");

    private final Settings settings;
    private final List<Path> kamelets;
    private final List<Path> routes;
    private final RouteNames names = new RouteNames();
    private final KameletComponent kameletUses = new KameletComponent();
    private Opening opening = context -> {};

    /** What is to be there before the first route is made. */
    interface Opening {
        void open(CamelContext context) throws Exception;
    }

    AirMain(Settings settings, Properties properties, List<Path> kamelets, List<Path> routes) {
        this.settings = settings;
        this.kamelets = kamelets;
        this.routes = routes;
        setAppName("Air Messenger Gateway");
        setDefaultPropertyPlaceholderLocation("false");
        setInitialProperties(properties);
        addInitialProperty("camel.component.kamelet.block", "false");
        // one destination's client would become that of every Kafka endpoint
        addInitialProperty("camel.component.kafka.autowired-enabled", "false");
        // the default one hangs itself into the process' end although it is told not to: beside our
        // own way out, each could wait for the other until its time was over
        setShutdownStrategy(new SimpleMainShutdownStrategy());
        MainConfigurationProperties main = configure();
        main.setName("air");
        main.setAutoConfigurationEnvironmentVariablesEnabled(false);
        main.setAutoConfigurationSystemPropertiesEnabled(false);
        main.setAutoConfigurationLogSummary(false);
        main.setStartupRecorder("off");
        main.setJmxEnabled(settings.on(ConfigKeys.MANAGEMENT));
        main.setJmxManagementRegisterRoutesCreateByKamelet(true);
        // bodies are bytes: there is nothing to keep for a second reading
        main.setStreamCachingEnabled(false);
        main.setShutdownTimeout(
                (int) TimeUnit.MILLISECONDS.toSeconds(settings.number(ConfigKeys.STOP_TIMEOUT)));
        main.setShutdownLogInflightExchangesOnTimeout(false);
        bind("airStartOrder", new StartOrder());
        bind("airRouteNames", names);
        bind("kamelet", kameletUses);
        bind("direct", new DirectComponent());
    }

    /** How routes are made while the context runs. */
    RouteReload.Makers makers(DestinationRoutes destinations) {
        return new RouteReload.Makers(
                (ModelCamelContext) getCamelContext(), names, kameletUses, destinations);
    }

    @Override
    protected CamelContext createCamelContext() {
        CamelContext context = super.createCamelContext();
        context.getCamelContextExtension().setHeadersMapFactory(new HeaderMaps());
        return context;
    }

    void beforeRoutes(Opening first) {
        opening = first;
    }

    @Override
    protected void configurePropertiesService(CamelContext context) throws Exception {
        super.configurePropertiesService(context);
        context.getPropertiesComponent().addPropertiesFunction(new FileFunction(settings.home()));
    }

    /** Camel would look through the class path here; our files are known already. */
    @Override
    protected void modelineRoutes(CamelContext context) {}

    @Override
    protected void configureRoutes(CamelContext context) throws Exception {
        InlineKamelets.in(context);
        Lines.in(context);
        opening.open(context);
        List<Problem> problems = new ArrayList<>();
        for (Path file : kamelets) {
            load(context, "kamelets", file, problems);
        }
        for (Path file : routes) {
            load(context, "routes", file, problems);
        }
        if (!problems.isEmpty()) {
            throw new RefusedStart(problems);
        }
    }

    private void load(CamelContext context, String folder, Path file, List<Problem> problems) {
        try {
            for (RoutesBuilder builder : RouteFile.load(context, file)) {
                if (builder instanceof RouteConfigurationsBuilder configurations) {
                    context.addRoutesConfigurations(configurations);
                }
                context.addRoutes(builder);
                context.addTemplatedRoutes(builder);
            }
        } catch (Exception e) {
            problems.add(unloadable(folder + "/" + file.getFileName(), e));
        }
    }

    /** What Camel says of a file that it cannot load. */
    static Problem unloadable(String where, Exception failure) {
        String text = Causes.text(failure);
        Matcher line = LINE.matcher(text);
        return Problem.at(
                where,
                line.find() ? Integer.parseInt(line.group(1)) : 0,
                text.startsWith("AIR-")
                        ? text
                        : "AIR-9022 Camel must be able to load the file: " + text);
    }
}
