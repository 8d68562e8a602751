/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.control.files.Suggestion;
import org.airmessenger.gateway.config.Problem;

import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What each Kamelet takes: those of the folder {@code kamelets/}, then those on the class path. */
final class Kamelets {

    private static final String SUFFIX = ".kamelet.yaml";
    private static final String CLASS_PATH = "kamelets/";
    private static final String BATCHES = "airmessenger.org/takes-batches";

    /**
     * One Kamelet.
     *
     * @param name its name
     * @param file where it stands, for errors
     * @param parameters all it takes
     * @param required those without a default
     * @param batches whether it says that it takes lists of messages
     */
    record Kamelet(
            String name,
            String file,
            Set<String> parameters,
            Set<String> required,
            boolean batches) {}

    private final Map<String, Kamelet> byName = new LinkedHashMap<>();
    private final Map<Path, Node> files = new LinkedHashMap<>();
    private final Set<String> given;

    private Kamelets(Set<String> given) {
        this.given = given;
    }

    /**
     * Reads the folder.
     *
     * @param folder may be missing
     * @param given names of properties; {@code camel.kamelet.<name>.<parameter>} counts as given
     * @param problems where problems are added
     */
    static Kamelets read(Path folder, Set<String> given, List<Problem> problems) {
        return read(List.of(folder), given, problems);
    }

    /** Reads several folders; of equal names the last one wins. */
    static Kamelets read(List<Path> folders, Set<String> given, List<Problem> problems) {
        Kamelets kamelets = new Kamelets(given);
        folders.forEach(folder -> kamelets.readFolder(folder, problems));
        return kamelets;
    }

    private void readFolder(Path folder, List<Problem> problems) {
        for (Path file : RouteFiles.list(folder, SUFFIX)) {
            String where = folder.getFileName() + "/" + file.getFileName();
            try (Reader text = Files.newBufferedReader(file)) {
                Node root = YamlNodes.root(where, text, problems);
                if (root != null) {
                    add(file, where, root, problems);
                }
            } catch (IOException e) {
                problems.add(
                        Problem.at(where, 0, "AIR-9012 the file must be readable UTF-8: " + e));
            }
        }
    }

    /** The files of the folder with their content. */
    Map<Path, Node> files() {
        return files;
    }

    /**
     * Checks one use of a Kamelet.
     *
     * @param place where a parameter stands, by its name; null asks for the use as a whole
     * @param name the Kamelet
     * @param used the parameters that it is given
     * @param problems where problems are added
     */
    void check(
            UnaryOperator<String> place,
            String name,
            Collection<String> used,
            List<Problem> problems) {
        Kamelet kamelet = find(name, problems);
        if (kamelet == null) {
            problems.add(
                    new Problem(
                            place.apply(null),
                            "AIR-9013 there is no Kamelet "
                                    + name
                                    + " in kamelets/"
                                    + Suggestion.remedy(name, byName.keySet())));
            return;
        }
        for (String parameter : used) {
            if (!kamelet.parameters().contains(parameter)) {
                problems.add(
                        new Problem(
                                place.apply(parameter),
                                "AIR-9014 the Kamelet "
                                        + name
                                        + " has no parameter "
                                        + parameter
                                        + "; "
                                        + Suggestion.of(parameter, kamelet.parameters())));
            }
        }
        for (String parameter : kamelet.required()) {
            if (!used.contains(parameter)
                    && !given.contains("camel.kamelet." + name + "." + parameter)) {
                problems.add(
                        new Problem(
                                place.apply(null),
                                "AIR-9015 the Kamelet "
                                        + name
                                        + " needs the parameter "
                                        + parameter
                                        + ", which is missing"));
            }
        }
    }

    /** The parameters that a Kamelet needs; none if it is not known. */
    Set<String> required(String name) {
        Kamelet kamelet = byName.get(name);
        return kamelet == null ? Set.of() : kamelet.required();
    }

    /** Whether a Kamelet takes a parameter. */
    boolean takes(String name, String parameter) {
        Kamelet kamelet = byName.get(name);
        return kamelet != null && kamelet.parameters().contains(parameter);
    }

    /**
     * Whether a sink takes a list of messages and can name those that it refuses. One that does not
     * say so, as those of the catalogue, gets one message at a time.
     */
    boolean takesBatches(String name) {
        Kamelet kamelet = byName.get(name);
        return kamelet != null && kamelet.batches();
    }

    private Kamelet find(String name, List<Problem> problems) {
        Kamelet known = byName.get(name);
        if (known != null || !name.matches("[A-Za-z0-9._-]+")) {
            return known;
        }
        String resource = CLASS_PATH + name + SUFFIX;
        try (InputStream in = Kamelets.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            Node root =
                    YamlNodes.root(
                            resource, new InputStreamReader(in, StandardCharsets.UTF_8), problems);
            Kamelet found = root == null ? null : describe(name, resource, root);
            byName.put(name, found);
            return found;
        } catch (IOException e) {
            problems.add(Problem.at(resource, 0, "AIR-9012 the file must be readable UTF-8: " + e));
            return null;
        }
    }

    private void add(Path file, String where, Node root, List<Problem> problems) {
        String fileName = file.getFileName().toString();
        String stem = fileName.substring(0, fileName.length() - SUFFIX.length());
        String name = YamlNodes.text(YamlNodes.at(root, "metadata", "name"));
        if (!stem.equals(name)) {
            problems.add(
                    Problem.at(
                            where,
                            YamlNodes.line(root),
                            "AIR-9016 metadata.name must be the file's name "
                                    + stem
                                    + " but was "
                                    + name));
            return;
        }
        byName.put(stem, describe(stem, where, root));
        files.put(file, root);
    }

    private static Kamelet describe(String name, String where, Node root) {
        Node definition = YamlNodes.at(root, "spec", "definition");
        Map<String, Node> properties =
                definition == null
                        ? Map.of()
                        : YamlNodes.map(YamlNodes.at(definition, "properties"));
        Set<String> required = new LinkedHashSet<>();
        if (definition != null
                && YamlNodes.at(definition, "required") instanceof SequenceNode list) {
            List<Node> names = new ArrayList<>(list.getValue());
            names.forEach(node -> required.add(YamlNodes.text(node)));
            required.removeIf(parameter -> hasDefault(properties.get(parameter)));
        }
        boolean batches =
                "true"
                        .equals(
                                YamlNodes.text(
                                        YamlNodes.at(root, "metadata", "annotations", BATCHES)));
        return new Kamelet(name, where, Set.copyOf(properties.keySet()), required, batches);
    }

    private static boolean hasDefault(Node property) {
        return property != null && YamlNodes.map(property).containsKey("default");
    }
}
