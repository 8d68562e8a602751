/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import org.airmessenger.control.files.Suggestion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the configuration: command line over environment over file over default. Finds all problems
 * at once.
 */
public final class SettingsReader {

    /** The file, relative to the gateway's folder. */
    public static final String FILE = "conf/gateway.properties";

    private static final String CAMEL = "camel.";
    private static final String VARIABLES = "AIR_";

    /** Variables of the start script, which are no keys. */
    private static final Set<String> SCRIPT_VARIABLES =
            Set.of("AIR_HOME", "AIR_JAVA_OPTS", "AIR_JAVA", "AIR_ARCHIVE");

    private final Path home;
    private final List<Problem> problems;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> others = new TreeMap<>();

    private SettingsReader(Path home, List<Problem> problems) {
        this.home = home;
        this.problems = problems;
    }

    /**
     * Reads everything.
     *
     * @param home the gateway's folder
     * @param sets {@code key=value} of the command line
     * @param environment the process's variables
     * @param problems where problems are added; the result is only of use if none was
     */
    public static Settings read(
            Path home, List<String> sets, Map<String, String> environment, List<Problem> problems) {
        SettingsReader reader = new SettingsReader(home, problems);
        for (ConfigKey key : ConfigKeys.all()) {
            reader.values.put(key.name(), key.parse(key.standard()));
        }
        Placeholders placeholders = new Placeholders(home, environment);
        reader.readFile(placeholders);
        reader.readEnvironment(environment, placeholders);
        reader.readSets(sets, placeholders);
        return new Settings(home, reader.values, reader.others);
    }

    private void readFile(Placeholders placeholders) {
        List<String> lines;
        try {
            lines = Files.readAllLines(home.resolve(FILE));
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            problems.add(new Problem(FILE, "AIR-9001 the file must be readable UTF-8: " + e));
            return;
        }
        Map<String, Integer> seen = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String where = FILE + ":" + (i + 1);
            int equals = line.indexOf('=');
            if (equals < 1) {
                problems.add(
                        new Problem(where, "AIR-9002 a line must be key = value but has no ="));
                continue;
            }
            String key = ConfigKeys.today(line.substring(0, equals).strip());
            Integer first = seen.putIfAbsent(key, i + 1);
            if (first != null) {
                problems.add(
                        new Problem(
                                where,
                                "AIR-9003 a key must stand once but "
                                        + key
                                        + " stands in line "
                                        + first
                                        + " too"));
                continue;
            }
            take(where, key, line.substring(equals + 1).strip(), placeholders);
        }
    }

    private void readEnvironment(Map<String, String> environment, Placeholders placeholders) {
        Map<String, String> keys = new LinkedHashMap<>();
        ConfigKeys.former().forEach(key -> keys.put(key.variable(), key.name()));
        ConfigKeys.all().forEach(key -> keys.put(key.variable(), key.name()));
        for (String variable : new TreeMap<>(environment).keySet()) {
            if (!variable.startsWith(VARIABLES) || SCRIPT_VARIABLES.contains(variable)) {
                continue;
            }
            String key = keys.get(variable);
            if (key == null) {
                problems.add(
                        new Problem(
                                "environment",
                                "AIR-9004 no key has the variable "
                                        + variable
                                        + Suggestion.remedy(variable, keys.keySet())));
            } else {
                take(
                        "environment " + variable,
                        key,
                        environment.get(variable).strip(),
                        placeholders);
            }
        }
    }

    private void readSets(List<String> sets, Placeholders placeholders) {
        for (String set : sets) {
            int equals = set.indexOf('=');
            if (equals < 1) {
                problems.add(new Problem("--set", "AIR-9002 it must be key=value but has no ="));
            } else {
                String key = set.substring(0, equals).strip();
                take("--set " + key, key, set.substring(equals + 1).strip(), placeholders);
            }
        }
    }

    private void take(String where, String given, String written, Placeholders placeholders) {
        String name = ConfigKeys.today(given);
        ConfigKey key = ConfigKeys.find(name);
        if (key == null && !name.startsWith(CAMEL)) {
            List<String> names = new ArrayList<>();
            ConfigKeys.all().forEach(known -> names.add(known.name()));
            problems.add(
                    new Problem(
                            where,
                            "AIR-9004 there is no key " + name + Suggestion.remedy(name, names)));
            return;
        }
        try {
            if (key == null) {
                others.put(name, written);
            } else {
                values.put(name, key.parse(placeholders.resolve(written)));
            }
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(where, "AIR-9005 " + e.getMessage()));
        }
    }
}
