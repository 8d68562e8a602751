/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.control.files.Suggestion;
import org.airmessenger.gateway.config.Problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** Checks endpoints by Camel's catalog: components, the jars they need, their options. */
final class Components {

    private static final String SERVICE = "META-INF/services/org/apache/camel/component/";
    private static final Set<String> STEPS = Set.of("to", "from", "toD", "wireTap", "uri");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final CamelCatalog catalog = new DefaultCamelCatalog(true);
    private final Set<String> known = new HashSet<>(catalog.findComponentNames());

    /** Checks every endpoint of a document. */
    void check(Document document, List<Problem> problems) {
        walk(document, document.root(), problems);
    }

    private void walk(Document document, Node node, List<Problem> problems) {
        if (node instanceof SequenceNode list) {
            new ArrayList<>(list.getValue()).forEach(one -> walk(document, one, problems));
        } else if (node instanceof MappingNode map) {
            Map<String, Node> parameters = parameters(map);
            for (NodeTuple entry : map.getValue()) {
                Node value = entry.getValueNode();
                if (entry.getKeyNode() instanceof ScalarNode key
                        && value instanceof ScalarNode uri
                        && STEPS.contains(key.getValue())
                        && uri.getValue().indexOf(':') > 0) {
                    boolean own = key.getValue().equals("uri");
                    endpoint(document, uri, own ? parameters : Map.of(), problems);
                } else {
                    walk(document, value, problems);
                }
            }
        }
    }

    private static Map<String, Node> parameters(MappingNode map) {
        Map<String, Node> parameters = new LinkedHashMap<>();
        for (NodeTuple entry : map.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("parameters")
                    && entry.getValueNode() instanceof MappingNode found) {
                found.getValue()
                        .forEach(
                                one -> {
                                    if (one.getKeyNode() instanceof ScalarNode name) {
                                        parameters.put(name.getValue(), one.getValueNode());
                                    }
                                });
            }
        }
        return parameters;
    }

    private void endpoint(
            Document document, ScalarNode uri, Map<String, Node> parameters, List<Problem> found) {
        String text = uri.getValue();
        String scheme = text.substring(0, text.indexOf(':'));
        int line = uri.getStartMark().getLine() + 1;
        if (scheme.equals("kamelet") || !scheme.matches("[a-z][a-z0-9+.-]*")) {
            return;
        }
        if (!isThere(scheme)) {
            found.add(
                    document.problem(
                            line,
                            known.contains(scheme)
                                    ? "AIR-9055 the component "
                                            + scheme
                                            + " needs its library but it is missing: put "
                                            + artifact(scheme)
                                            + " and what it needs into lib/ext"
                                    : "AIR-9055 there is no component "
                                            + scheme
                                            + Suggestion.remedy(scheme, known)));
            return;
        }
        if (known.contains(scheme)) {
            options(document, text, line, parameters, found);
        }
    }

    private void options(
            Document document,
            String uri,
            int line,
            Map<String, Node> parameters,
            List<Problem> found) {
        StringBuilder whole = new StringBuilder(uri);
        char next = uri.indexOf('?') < 0 ? '?' : '&';
        for (Map.Entry<String, Node> parameter : parameters.entrySet()) {
            if (parameter.getValue() instanceof ScalarNode value) {
                whole.append(next).append(parameter.getKey()).append('=');
                whole.append(URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8));
                next = '&';
            }
        }
        EndpointValidationResult result = catalog.validateEndpointProperties(whole.toString());
        for (Map.Entry<String, String> problem :
                OptionProblems.of(result, options(uri)).entrySet()) {
            Node place = parameters.get(problem.getKey());
            found.add(
                    document.problem(
                            place == null ? line : place.getStartMark().getLine() + 1,
                            "AIR-9056 "
                                    + problem.getValue()
                                    + " in "
                                    + uri.replaceFirst("\\?.*", "")));
        }
    }

    /** Whether the library of a component is there; its description is read if Camel has none. */
    private boolean isThere(String scheme) {
        ClassLoader loader = Components.class.getClassLoader();
        try (InputStream in = loader.getResourceAsStream(SERVICE + scheme)) {
            if (in == null) {
                return false;
            }
            Properties service = new Properties();
            service.load(in);
            String type = service.getProperty("class", "");
            if (!known.contains(scheme) && type.contains(".")) {
                describe(loader, scheme, type);
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void describe(ClassLoader loader, String scheme, String type) throws IOException {
        String folder = type.substring(0, type.lastIndexOf('.')).replace('.', '/');
        String resource = "META-INF/" + folder + "/" + scheme + ".json";
        try (InputStream in = loader.getResourceAsStream(resource)) {
            if (in != null) {
                String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                catalog.addComponent(scheme, type, json);
                known.add(scheme);
            }
        }
    }

    /** The options of an endpoint. */
    private Set<String> options(String uri) {
        Set<String> names = new HashSet<>();
        description(uri.substring(0, uri.indexOf(':')))
                .path("properties")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }

    private String artifact(String scheme) {
        JsonNode component = description(scheme).path("component");
        return component.path("artifactId").asText("camel-" + scheme) + ".jar";
    }

    private JsonNode description(String scheme) {
        try {
            return MAPPER.readTree(catalog.componentJSonSchema(scheme));
        } catch (JsonProcessingException unreadable) {
            return MAPPER.createObjectNode();
        }
    }
}
