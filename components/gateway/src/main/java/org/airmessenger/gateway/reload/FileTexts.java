/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The texts of all route files and Kamelets at one moment, by the names of the files.
 *
 * @param routes texts of {@code routes/*.camel.yaml}
 * @param kamelets texts of {@code kamelets/*.kamelet.yaml}
 */
public record FileTexts(Map<String, String> routes, Map<String, String> kamelets) {

    private static final String KAMELET = ".kamelet.yaml";
    private static final Pattern USE = Pattern.compile("kamelet:(?://)?([A-Za-z0-9._-]+)");

    /** Nothing is there. */
    static final FileTexts NONE = new FileTexts(Map.of(), Map.of());

    /**
     * Reads them.
     *
     * @param home {@code AIR_HOME}
     */
    public static FileTexts read(Path home) {
        return new FileTexts(
                texts(home.resolve("routes"), ".camel.yaml"),
                texts(home.resolve("kamelets"), KAMELET));
    }

    private static Map<String, String> texts(Path folder, String suffix) {
        Map<String, String> texts = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return texts;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Iterator<Path> files = entries.iterator();
            while (files.hasNext()) {
                Path file = files.next();
                if (file.getFileName().toString().endsWith(suffix)) {
                    texts.put(file.getFileName().toString(), text(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /**
     * Writes them down, for who reads routes and Kamelets from a folder only.
     *
     * @param folder gets {@code routes} and {@code kamelets}
     */
    public void write(Path folder) throws IOException {
        write(routes, folder.resolve("routes"));
        write(kamelets, folder.resolve("kamelets"));
    }

    private static void write(Map<String, String> texts, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Files.writeString(folder.resolve(text.getKey()), text.getValue());
        }
    }

    /** What cannot be read is a problem that the check tells. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    /** A text with all Kamelets that it uses and that these use: equal prints, equal routes. */
    String print(String text) {
        StringBuilder print = new StringBuilder(text);
        for (String kamelet : uses(text, new TreeSet<>())) {
            print.append('\n').append(kamelet).append('\n').append(kamelets.get(kamelet));
        }
        return print.toString();
    }

    private Set<String> uses(String text, Set<String> found) {
        Matcher use = USE.matcher(text);
        while (use.find()) {
            String file = use.group(1) + KAMELET;
            String inside = kamelets.get(file);
            if (inside != null && found.add(file)) {
                uses(inside, found);
            }
        }
        return found;
    }

    /** The differences to an earlier moment, one phrase for each file. */
    List<String> since(FileTexts before) {
        List<String> phrases = new ArrayList<>();
        compare("kamelets/", before.kamelets, kamelets, phrases);
        compare("routes/", before.routes, routes, phrases);
        return phrases;
    }

    private static void compare(
            String folder,
            Map<String, String> before,
            Map<String, String> now,
            List<String> phrases) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(now.keySet());
        for (String name : names) {
            String old = before.get(name);
            String text = now.get(name);
            if (old == null) {
                phrases.add(folder + name + " added");
            } else if (text == null) {
                phrases.add(folder + name + " removed");
            } else if (!text.equals(old)) {
                phrases.add(folder + name + " changed");
            }
        }
    }
}
