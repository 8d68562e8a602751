/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.kamelets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Kamelet must be. Finds everything that is wrong: the thing, its place, the remedy. */
final class KameletRules {

    private static final String BATCHES = "airmessenger.org/takes-batches";
    private static final int MAX_TEMPLATE_LINES = 40;
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{(\\??)([A-Za-z][A-Za-z0-9]*)(:[^}]*)?}}");
    private static final Pattern KAMELET_STEP = Pattern.compile("(?m)^\\s*- kamelet:(\\s|$)");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchema SCHEMA = schema();

    private final String fileName;
    private final String text;
    private final YamlPlaces places;
    private final List<String> problems = new ArrayList<>();

    private KameletRules(String fileName, String text) {
        this.fileName = fileName;
        this.text = text;
        places = new YamlPlaces(text);
    }

    private static JsonSchema schema() {
        InputStream file = KameletRules.class.getResourceAsStream("/kamelet.schema.json");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(file);
    }

    /** Every problem of a Kamelet's text; empty if it is as it must be. */
    static List<String> problems(String fileName, String text) {
        Object content;
        try {
            content = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
        } catch (YAMLException wrong) {
            return List.of(fileName + ":1 must be YAML: " + wrong.getMessage());
        }
        KameletRules rules = new KameletRules(fileName, text);
        rules.check(MAPPER.valueToTree(content));
        return rules.problems;
    }

    private void check(JsonNode kamelet) {
        for (ValidationMessage message : SCHEMA.validate(kamelet)) {
            String path = message.getInstanceLocation().toString();
            add(path, message.getMessage() + ", see kamelet.schema.json");
        }
        checkName(kamelet.at("/metadata/name").asText());
        checkType(kamelet);
        checkBatches(kamelet);
        checkProperties(kamelet);
        checkTemplate(kamelet.at("/spec/template"));
    }

    private void add(String path, String problem) {
        problems.add(fileName + ":" + places.line(path) + " " + problem);
    }

    private void checkName(String name) {
        if (!fileName.equals(name + ".kamelet.yaml")) {
            add(
                    "$.metadata.name",
                    "metadata.name must be the file's stem but was %s, rename one".formatted(name));
        }
    }

    private void checkType(JsonNode kamelet) {
        String type = kamelet.at("/metadata/labels").path("camel.apache.org/kamelet.type").asText();
        if (!kamelet.at("/metadata/name").asText().endsWith("-" + type)) {
            add(
                    "$.metadata.labels",
                    "the label camel.apache.org/kamelet.type must be the last word of the name but"
                            + " was %s, correct one".formatted(type));
        }
    }

    /** Without it the lanes would hand out one message at a time, and nobody would notice. */
    private void checkBatches(JsonNode kamelet) {
        String name = kamelet.at("/metadata/name").asText();
        JsonNode says = kamelet.at("/metadata/annotations").path(BATCHES);
        if (name.startsWith("air-") && name.endsWith("-sink") && says.isMissingNode()) {
            add(
                    "$.metadata.annotations",
                    "a sink must say %s: \"true\" or \"false\" but says nothing, add it"
                            .formatted(BATCHES));
        }
    }

    private void checkProperties(JsonNode kamelet) {
        JsonNode definition = kamelet.at("/spec/definition");
        Set<String> required = new HashSet<>();
        definition.path("required").forEach(name -> required.add(name.asText()));
        Set<String> used = new HashSet<>();
        Set<String> optional = new HashSet<>();
        Map<String, Integer> found = new TreeMap<>();
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            used.add(matcher.group(2));
            found.putIfAbsent(matcher.group(2), lineAt(matcher.start()));
            if (!matcher.group(1).isEmpty() || matcher.group(3) != null) {
                optional.add(matcher.group(2));
            }
        }
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> property : definition.path("properties").properties()) {
            String name = property.getKey();
            names.add(name);
            String path = "$.spec.definition.properties." + name;
            boolean hasValue = property.getValue().has("default") || required.contains(name);
            if (!hasValue && !optional.contains(name)) {
                add(path, name + " must have a default or be required, add one");
            }
            if (!used.contains(name)) {
                add(path, name + " must be used by the template, remove or use it");
            }
        }
        required.removeAll(names);
        for (String name : required) {
            add("$.spec.definition.required", name + " must be a property, add or remove it");
        }
        kamelet.at("/spec/template/beans").forEach(bean -> names.add(bean.path("name").asText()));
        found.keySet().removeAll(names);
        found.forEach(
                (name, line) ->
                        problems.add(
                                "%s:%d {{%s}} must be a property or a bean, declare it"
                                        .formatted(fileName, line, name)));
    }

    private void checkTemplate(JsonNode template) {
        int lines = places.lines("$.spec.template");
        if (lines > MAX_TEMPLATE_LINES) {
            add(
                    "$.spec.template",
                    "a template must have ≤ 40 lines but had %d, move logic into a step"
                            .formatted(lines));
        }
        Matcher step = KAMELET_STEP.matcher(text);
        while (step.find()) {
            problems.add(
                    "%s:%d the step kamelet: mixes up routes that use it twice, use to: kamelet:…"
                            .formatted(fileName, lineAt(step.end())));
        }
        for (JsonNode bean : template.path("beans")) {
            String type = bean.path("type").asText();
            if (type.startsWith("#class:org.airmessenger.")) {
                checkClass(type.substring("#class:".length()));
            }
        }
    }

    private void checkClass(String name) {
        try {
            Class.forName(name, false, KameletRules.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            add("$.spec.template.beans", "the class %s must exist, correct it".formatted(name));
        }
    }

    private int lineAt(int index) {
        return (int) text.substring(0, index).chars().filter(c -> c == '\n').count() + 1;
    }
}
