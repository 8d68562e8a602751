/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.fail;

import org.airmessenger.distribution.Documents.Block;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What pages show of YAML, put into one home: each where it belongs. Names get the page and the
 * line of their block, so that blocks do not collide and a problem tells where it stands; what a
 * block refers to and does not show is made up.
 */
final class ShownFiles {

    private static final Pattern ENTRY = Pattern.compile("(?m)^([A-Za-z0-9][\\w.-]*):");
    private static final Pattern RULE_ID = Pattern.compile("(?m)^(- *\\{? *id: *)([\\w-]+)");
    private static final Pattern ROUTE_ID = Pattern.compile("(?m)^( +id: )([\\w-]+)");
    private static final Pattern TO = Pattern.compile("\\bto: *\\[([^]]*)]");
    private static final Pattern POLICY = Pattern.compile("\\bpolicy: *([\\w-]+)");
    private static final Pattern KAMELET = Pattern.compile("kamelet:([a-z0-9-]+)");
    private static final Pattern KAMELET_NAME = Pattern.compile("(?m)^  name: ([a-z0-9-]+)$");
    private static final String ETC = "/etc/air/";
    private static final Pattern PEM = Pattern.compile(ETC + "([\\w.-]+)");
    private static final String ACTION =
            """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: %s
              labels: { camel.apache.org/kamelet.type: action }
            spec:
              definition: { title: made up, type: object }
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - to: log:made-up
            """;

    private final Path home;
    private final Map<String, StringBuilder> files = new TreeMap<>();
    private final Set<String> destinations = new TreeSet<>();
    private final Set<String> policies = new TreeSet<>();
    private final Set<String> kamelets = new TreeSet<>();

    ShownFiles(Path home) {
        this.home = home;
    }

    /** Takes a block; fails if it is of no kind that the gateway reads. */
    void add(Block block) {
        String text = block.text();
        String name = block.name();
        if (has(text, "^cases:|^metadata:") && !has(text, "^kind:")) {
            return; // a part of a file: its page's commands use the whole
        }
        if (has(text, "^kind: Kamelet")) {
            var found = KAMELET_NAME.matcher(text);
            file("kamelets/" + (found.find() ? found.group(1) : name) + ".kamelet.yaml")
                    .append(text);
        } else if (has(text, "^- (route|from|routeTemplate):")) {
            calls(text);
            file("routes/" + name + ".camel.yaml")
                    .append(ROUTE_ID.matcher(text).replaceFirst("$1$2-" + name));
        } else if (has(text, "^ *- \\w+:") && !has(text, "\\bmatch:")) {
            calls(text);
            file("routes/" + name + ".camel.yaml").append(aroundSteps(name, text));
        } else if (has(text, "\\bmatch:")) {
            TO.matcher(text)
                    .results()
                    .forEach(to -> destinations.addAll(Set.of(to.group(1).split(" *, *"))));
            file("conf/rules.yaml").append(RULE_ID.matcher(text).replaceAll("$1$2-" + name));
        } else if (has(text, "\\bsink:")) {
            file("conf/destinations.yaml").append(named(text, name));
        } else if (has(text, "\\b(publish|subscribe|limits):")) {
            file("conf/policies.yaml").append(named(text, name));
        } else if (has(text, "\\bpolicy:")) {
            POLICY.matcher(text).results().forEach(one -> policies.add(one.group(1)));
            file("conf/devices.yaml").append(named(text, name));
        } else {
            fail("%s shows YAML of no known kind", block);
        }
    }

    private static String named(String text, String name) {
        return ENTRY.matcher(text).replaceAll("$1-" + name + ":");
    }

    private static boolean has(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE).matcher(text).find();
    }

    private void calls(String text) {
        KAMELET.matcher(text).results().forEach(one -> kamelets.add(one.group(1)));
    }

    private static String aroundSteps(String name, String steps) {
        return """
               - route:
                   id: shown-%s
                   from:
                     uri: direct:shown-%s
                     steps:
               """
                        .formatted(name, name)
                + steps.stripIndent().indent(8);
    }

    private StringBuilder file(String name) {
        return files.computeIfAbsent(name, key -> new StringBuilder());
    }

    /** Writes all of it, with what was only referred to. */
    void write() throws IOException {
        destinations.removeIf(String::isBlank);
        for (String name : destinations) {
            file("conf/destinations.yaml")
                    .append(name)
                    .append(
                            ": { sink: air-http-sink, parameters: { url: \"https://a.example\" } }\n");
        }
        policies.remove("sensor");
        policies.forEach(name -> file("conf/policies.yaml").append(name).append(": {}\n"));
        for (String name : kamelets) {
            Path own = home.resolve("kamelets/" + name + ".kamelet.yaml");
            if (!Files.exists(own) && !files.containsKey("kamelets/" + own.getFileName())) {
                Files.writeString(own, ACTION.formatted(name));
            }
        }
        for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
            Path path = home.resolve(file.getKey());
            for (String pem :
                    PEM.matcher(file.getValue()).results().map(one -> one.group(1)).toList()) {
                Files.writeString(home.resolve(pem), "-----BEGIN SOMETHING-----\n");
            }
            String before = Files.exists(path) ? Files.readString(path) + "\n" : "";
            Files.writeString(path, before + file.getValue().toString().replace(ETC, home + "/"));
        }
    }

    @Override
    public String toString() {
        StringBuilder all = new StringBuilder();
        files.forEach(
                (name, text) -> {
                    all.append("== ").append(name).append('\n');
                    int line = 1;
                    for (String one : text.toString().split("\n")) {
                        all.append(line++).append(' ').append(one).append('\n');
                    }
                });
        return all.toString();
    }
}
