/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteTemplateDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceSupport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** One file of routes or one Kamelet, as Camel reads it; the same at a start and at a reload. */
public final class RouteFile {

    private RouteFile() {}

    /**
     * Reads a file.
     *
     * @throws Exception Camel's, if it cannot
     */
    public static Collection<RoutesBuilder> load(CamelContext context, Path file) throws Exception {
        return load(context, file, Files.readString(file));
    }

    private static Collection<RoutesBuilder> load(CamelContext context, Path file, String text)
            throws Exception {
        Collection<RoutesBuilder> builders =
                PluginHelper.getRoutesLoader(context)
                        .findRoutesBuilders(List.of(new Text(file, text)));
        for (RoutesBuilder builder : builders) {
            if (builder instanceof RouteBuilder routes) {
                routes.configureRoutes(context);
                nameAll(file, routes.getRouteCollection().getRoutes());
            }
        }
        return builders;
    }

    /** Camel would count on over all files, so that an id would depend on the other files. */
    private static void nameAll(Path file, List<RouteDefinition> routes) {
        String stem = file.getFileName().toString().replaceAll("\\.camel\\.yaml$", "");
        int number = 0;
        for (RouteDefinition route : routes) {
            number++;
            if (route.getRouteId() == null) {
                route.setId(number == 1 ? stem : stem + "-" + number);
            }
        }
    }

    /**
     * What stands in a file.
     *
     * @param routes its routes, made for one use
     * @param templates its route templates, or that of the Kamelet
     */
    record Content(List<RouteDefinition> routes, List<RouteTemplateDefinition> templates) {}

    /**
     * Reads a text without adding anything to the context.
     *
     * @throws Exception Camel's, if it cannot
     */
    static Content read(CamelContext context, Path file, String text) throws Exception {
        List<RouteDefinition> routes = new ArrayList<>();
        List<RouteTemplateDefinition> templates = new ArrayList<>();
        for (RoutesBuilder builder : load(context, file, text)) {
            if (builder instanceof RouteBuilder read) {
                routes.addAll(read.getRouteCollection().getRoutes());
                templates.addAll(read.getRouteTemplateCollection().getRouteTemplates());
            }
        }
        templates.forEach(template -> template.setCamelContext(context));
        return new Content(routes, templates);
    }

    /** A file by its path as it is: spaces, commas and percent signs mean nothing special. */
    private static final class Text extends ResourceSupport implements Resource {

        private final Path path;
        private final byte[] content;

        Text(Path path, String text) {
            super("file", "file:" + path);
            this.path = path;
            content = text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public boolean exists() {
            return true;
        }

        @Override
        public java.net.URI getURI() {
            return path.toUri();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new ByteArrayInputStream(content);
        }
    }
}
