/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.control.files.Suggestion;
import org.airmessenger.gateway.config.Problem;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a schema cannot say of a Kamelet: names that must agree with one another. */
final class KameletRules {

    private static final String SUFFIX = ".kamelet.yaml";
    private static final String PROPERTIES = "/spec/definition/properties";
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{(\\??)([A-Za-z][A-Za-z0-9-]*)(:[^}]*)?}}");
    private static final String INVENTED = "trial";
    private static final Set<String> FUNCTIONS = Set.of("env", "file", "sys", "service", "bean");

    private final Document document;
    private final List<Problem> problems;

    KameletRules(Document document, List<Problem> problems) {
        this.document = document;
        this.problems = problems;
    }

    /** The Kamelet's name. */
    String name() {
        return document.json().at("/metadata/name").asText();
    }

    void check(String fileName) {
        if (!fileName.equals(name() + SUFFIX)) {
            add(
                    "/metadata/name",
                    "AIR-9016 metadata.name must be the file's name "
                            + fileName.replace(SUFFIX, "")
                            + " but was "
                            + name());
        }
        String type =
                document.json()
                        .at("/metadata/labels")
                        .path("camel.apache.org/kamelet.type")
                        .asText(null);
        if (type != null && !name().endsWith("-" + type)) {
            add(
                    "/metadata/labels",
                    "AIR-9058 the label camel.apache.org/kamelet.type must be the last word of the"
                            + " name but was "
                            + type);
        }
        placeholders();
        classes();
    }

    private void placeholders() {
        Set<String> names = new TreeSet<>();
        document.json().at(PROPERTIES).fieldNames().forEachRemaining(names::add);
        Set<String> beans = new HashSet<>();
        document.json()
                .at("/spec/template/beans")
                .forEach(bean -> beans.add(bean.path("name").asText()));
        Map<String, Integer> used = new TreeMap<>();
        Matcher matcher = PLACEHOLDER.matcher(document.text());
        while (matcher.find()) {
            boolean function = matcher.group(3) != null && FUNCTIONS.contains(matcher.group(2));
            if (!function) {
                used.putIfAbsent(matcher.group(2), document.lineAt(matcher.start()));
            }
        }
        for (String name : names) {
            if (!used.containsKey(name)) {
                add(
                        PROPERTIES + "/" + name,
                        "AIR-9058 the property "
                                + name
                                + " must be used by the template as {{"
                                + name
                                + "}} but is not; use or remove it");
            }
        }
        for (JsonNode required : document.json().at("/spec/definition/required")) {
            if (!names.contains(required.asText())) {
                add(
                        "/spec/definition/required",
                        "AIR-9058 what is required must be a property but "
                                + required.asText()
                                + " is not"
                                + Suggestion.remedy(required.asText(), names));
            }
        }
        used.keySet().removeAll(names);
        used.keySet().removeAll(beans);
        used.forEach(
                (name, line) ->
                        problems.add(
                                document.problem(
                                        line,
                                        "AIR-9054 {{"
                                                + name
                                                + "}} must be a property or a bean of the Kamelet"
                                                + " but is neither"
                                                + Suggestion.remedy(name, names))));
    }

    private void classes() {
        JsonNode beans = document.json().at("/spec/template/beans");
        for (int i = 0; i < beans.size(); i++) {
            String type = beans.get(i).path("type").asText();
            String name = type.startsWith("#class:") ? type.substring("#class:".length()) : "";
            if (name.matches("[A-Za-z0-9_.$]+") && !exists(name)) {
                add(
                        "/spec/template/beans/" + i + "/type",
                        "AIR-9059 the class of a bean must exist but "
                                + name
                                + " does not; put its library into lib/ext");
            }
        }
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name, false, KameletRules.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError missing) {
            return false;
        }
    }

    /** A value for each property without a default that is required, so that it can be tried. */
    Map<String, Object> trialParameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (JsonNode name : document.json().at("/spec/definition/required")) {
            JsonNode property = document.json().at(PROPERTIES).path(name.asText());
            if (!property.has("default")) {
                parameters.put(name.asText(), trial(property));
            }
        }
        return parameters;
    }

    /** The same, and the example of every other property that has one. */
    Map<String, Object> exampleParameters() {
        Map<String, Object> parameters = trialParameters();
        for (Map.Entry<String, JsonNode> property : document.json().at(PROPERTIES).properties()) {
            if (property.getValue().has("example")) {
                parameters.putIfAbsent(property.getKey(), trial(property.getValue()));
            }
        }
        return parameters;
    }

    /** Properties for which a value had to be invented, because they have no example. */
    Set<String> invented() {
        Set<String> names = new TreeSet<>();
        trialParameters()
                .forEach(
                        (name, value) -> {
                            if (INVENTED.equals(value)) {
                                names.add(name);
                            }
                        });
        return names;
    }

    private static String trial(JsonNode property) {
        if (property.has("example")) {
            return property.get("example").asText();
        }
        if (property.path("enum").size() > 0) {
            return property.get("enum").get(0).asText();
        }
        return switch (property.path("type").asText()) {
            case "integer", "number" -> property.path("minimum").asText("1");
            case "boolean" -> "false";
            default -> INVENTED;
        };
    }

    private void add(String pointer, String text) {
        problems.add(document.problem(document.line(pointer), text));
    }
}
