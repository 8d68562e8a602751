/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.control.files.Places;
import org.airmessenger.control.model.Model;
import org.airmessenger.control.model.Place;
import org.airmessenger.gateway.trace.Cause;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the lines of entries. */
final class Origins {

    private static final Origin NOWHERE = new Origin(null, 0, null);

    private final Path home;
    private final Model model;
    private final Places places;

    /**
     * Where an entry stands.
     *
     * @param file or null
     * @param line 0 if the entry is not written in the file
     * @param entry its name if it is not written, or null
     */
    record Origin(String file, int line, String entry) {}

    /**
     * Finds lines of a model.
     *
     * @param places where its entries stand, or null: the files have changed since, so only the
     *     lines that the model itself remembers are told
     */
    Origins(Path home, Model model, Places places) {
        this.home = home;
        this.model = model;
        this.places = places;
    }

    Origin of(Cause cause) {
        if (cause == null) {
            return NOWHERE;
        }
        if (cause.file().equals(Cause.PROPERTIES)) {
            return property(cause.keys().get(0));
        }
        String[] keys = cause.keys().toArray(String[]::new);
        boolean written = places != null && places.has(cause.file(), keys);
        String rest = String.join(".", cause.keys().subList(Math.min(1, keys.length), keys.length));
        String entry = written || rest.isEmpty() ? null : rest;
        if (places != null) {
            Place place = places.of(cause.file(), keys);
            return new Origin(place.file(), place.line(), entry);
        }
        Place place = remembered(cause);
        return new Origin(cause.file(), place == null ? 0 : place.line(), entry);
    }

    private Place remembered(Cause cause) {
        String name = cause.keys().get(0);
        return switch (cause.file()) {
            case Cause.DEVICES ->
                    model.devices().containsKey(name) ? model.devices().get(name).place() : null;
            case Cause.POLICIES ->
                    model.policies().containsKey(name) ? model.policies().get(name).place() : null;
            case Cause.DESTINATIONS ->
                    model.destinations().containsKey(name)
                            ? model.destinations().get(name).place()
                            : null;
            default ->
                    model.rules().stream()
                            .filter(rule -> rule.id().equals(name))
                            .map(rule -> rule.place())
                            .findFirst()
                            .orElse(null);
        };
    }

    private Origin property(String key) {
        try {
            List<String> lines = Files.readAllLines(home.resolve(Cause.PROPERTIES));
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                int end = line.indexOf('=');
                if (end > 0 && line.substring(0, end).strip().equals(key)) {
                    return new Origin(Cause.PROPERTIES, i + 1, null);
                }
            }
        } catch (IOException missing) {
            // then every key has its default
        }
        return new Origin(Cause.PROPERTIES, 0, key);
    }
}
