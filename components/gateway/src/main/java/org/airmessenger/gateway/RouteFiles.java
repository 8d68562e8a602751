/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.gateway.config.Problem;

import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The route files, checked before Camel sees them, because Camel accepts in silence what is
 * certainly a mistake: no file, a file without a route, an unknown Kamelet parameter; and because
 * it stops at the first error, while a person wants all of them.
 */
final class RouteFiles {

    private static final String SUFFIX = ".camel.yaml";
    private static final String KAMELET = "kamelet:";

    private final Kamelets kamelets;
    private final List<Problem> problems;
    private final Map<String, String> ids = new LinkedHashMap<>();
    private final List<Path> files = new ArrayList<>();
    private final Map<String, String> templates = new LinkedHashMap<>();
    private final Set<String> fixed = new LinkedHashSet<>();
    private final RouteLinks links = new RouteLinks();

    /**
     * What was found.
     *
     * @param files in the order of their names
     * @param templates name of the file by id of the template
     * @param fixed names of files with more in them than routes and templates: they take effect at
     *     a start only
     * @param links who calls whom
     */
    record Found(
            List<Path> files, Map<String, String> templates, Set<String> fixed, RouteLinks links) {}

    private RouteFiles(Kamelets kamelets, List<Problem> problems) {
        this.kamelets = kamelets;
        this.problems = problems;
    }

    /** Files of a folder with that suffix, by name; empty if there is no such folder. */
    static List<Path> list(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks all files of a folder and the insides of all Kamelets.
     *
     * @param folder {@code routes/}
     * @param kamelets what Kamelets take
     * @param problems where problems are added
     * @return what was found, as far as it could be read
     */
    static Found check(Path folder, Kamelets kamelets, List<Problem> problems) {
        RouteFiles check = new RouteFiles(kamelets, problems);
        check.files.addAll(list(folder, SUFFIX));
        if (check.files.isEmpty()) {
            problems.add(
                    new Problem(
                            "routes/*" + SUFFIX,
                            "AIR-9018 at least one file must match but none did in "
                                    + folder
                                    + ": run air init"));
        }
        for (Path file : check.files) {
            check.read(folder.getFileName() + "/" + file.getFileName(), file);
        }
        kamelets.files()
                .forEach(
                        (file, root) ->
                                check.walk(
                                        folder.resolveSibling("kamelets").getFileName()
                                                + "/"
                                                + file.getFileName(),
                                        root));
        check.links.checkStarts(problems);
        return new Found(check.files, check.templates, check.fixed, check.links);
    }

    /** Checks one route file by itself. */
    static void checkOne(Path file, Kamelets kamelets, List<Problem> problems) {
        new RouteFiles(kamelets, problems).read(file.toString(), file);
    }

    /** Checks what a Kamelet calls. */
    static void checkInside(String where, Node root, Kamelets kamelets, List<Problem> problems) {
        new RouteFiles(kamelets, problems).walk(where, root);
    }

    private void read(String where, Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            Node root = YamlNodes.root(where, text, problems);
            if (root == null) {
                return;
            }
            if (!(root instanceof SequenceNode list) || list.getValue().isEmpty()) {
                problems.add(
                        Problem.at(
                                where,
                                YamlNodes.line(root),
                                "AIR-9019 a route file must be a list with at least one entry, each beginning with"
                                        + " - route: or - routeTemplate:"));
                return;
            }
            list.getValue().forEach(entry -> collectIds(where, entry));
            list.getValue().forEach(entry -> collectKinds(file, entry));
            walk(where, root);
        } catch (IOException e) {
            problems.add(Problem.at(where, 0, "AIR-9012 the file must be readable UTF-8: " + e));
        }
    }

    private void collectIds(String where, Node entry) {
        for (Map.Entry<String, Node> member : YamlNodes.map(entry).entrySet()) {
            Node id = YamlNodes.at(member.getValue(), "id");
            if (id == null || YamlNodes.text(id) == null) {
                continue;
            }
            String here = where + ":" + YamlNodes.line(id);
            String first = ids.putIfAbsent(YamlNodes.text(id), here);
            if (first != null) {
                problems.add(
                        new Problem(
                                here,
                                "AIR-9020 an id must be unique but "
                                        + YamlNodes.text(id)
                                        + " stands at "
                                        + first
                                        + " too"));
            }
        }
    }

    private void collectKinds(Path file, Node entry) {
        String name = file.getFileName().toString();
        YamlNodes.map(entry)
                .forEach(
                        (kind, node) -> {
                            if (kind.equals("routeTemplate")) {
                                String id = YamlNodes.text(YamlNodes.at(node, "id"));
                                templates.putIfAbsent(String.valueOf(id), name);
                            } else if (!kind.equals("route") && !kind.equals("from")) {
                                fixed.add(name);
                            }
                        });
    }

    private void walk(String where, Node node) {
        if (node instanceof MappingNode mapping) {
            Map<String, Node> members = YamlNodes.map(node);
            Node uri = members.get("uri");
            if (uri != null) {
                use(where, uri, members.get("parameters"));
            }
            for (NodeTuple tuple : mapping.getValue()) {
                member(where, YamlNodes.text(tuple.getKeyNode()), tuple.getValueNode());
            }
        } else if (node instanceof CollectionNode<?> && node instanceof SequenceNode list) {
            list.getValue().forEach(child -> walk(where, child));
        }
    }

    private void member(String where, String key, Node value) {
        if ("from".equals(key)) {
            links.start(where, value);
        }
        boolean step =
                "to".equals(key)
                        || "from".equals(key)
                        || "toD".equals(key)
                        || "wireTap".equals(key);
        if (step && YamlNodes.text(value) != null) {
            use(where, value, null);
        } else if ("kamelet".equals(key)) {
            problems.add(
                    Problem.at(
                            where,
                            YamlNodes.line(value),
                            "AIR-9021 a Kamelet must be called by to: kamelet:<name>, because equal kamelet: steps of two"
                                    + " routes share one instance and mix their messages"));
        } else {
            walk(where, value);
        }
    }

    private void use(String where, Node uri, Node parameters) {
        String text = YamlNodes.text(uri);
        links.call(where, uri);
        if (text == null || !text.startsWith(KAMELET)) {
            return;
        }
        int query = text.indexOf('?');
        String path = text.substring(KAMELET.length(), query < 0 ? text.length() : query);
        String name = path.contains("/") ? path.substring(0, path.indexOf('/')) : path;
        if (name.equals("source")
                || name.equals("sink")
                || name.contains("{{")
                || name.contains("$")) {
            return;
        }
        Set<String> used = new LinkedHashSet<>(YamlNodes.map(parameters).keySet());
        if (query >= 0) {
            for (String pair : text.substring(query + 1).split("&")) {
                used.add(pair.replaceAll("=.*", ""));
            }
        }
        if (path.indexOf('/') >= 0) {
            // kamelet:<name>/<id>: whoever made the id hands the parameters over under it
            used.addAll(kamelets.required(name));
        }
        String line = where + ":" + YamlNodes.line(uri);
        kamelets.check(
                parameter -> {
                    Node value = YamlNodes.map(parameters).get(parameter);
                    return value == null ? line : where + ":" + YamlNodes.line(value);
                },
                name,
                used,
                problems);
    }
}
