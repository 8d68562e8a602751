/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.jvm;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java that subjects run on.
 *
 * @param name its feature number, as {@code 17}
 * @param home its folder
 */
public record Jdk(String name, Path home) {

    private static final Path SHELF = Path.of("/usr/lib/jvm");
    private static final int OLDEST = 17;
    private static final int FIRST_THAT_WARNS = 24;
    private static final String COMPILERS = "-XX:TieredStopAtLevel=";
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)[^\"]*\"");

    /** The one that runs this. */
    public static Jdk own() {
        return new Jdk(
                Integer.toString(Runtime.version().feature()),
                Path.of(System.getProperty("java.home")));
    }

    /**
     * One in a folder.
     *
     * @throws IOException if there is none
     */
    public static Jdk at(Path home) throws IOException {
        Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
        if (!version.find() || !Files.isExecutable(home.resolve("bin/java"))) {
            throw new IOException("a JDK must be in " + home + " but is not");
        }
        return new Jdk(version.group(1), home.toRealPath());
    }

    /** The own one, then one of each other feature release from 17 on that this machine has. */
    public static List<Jdk> all() {
        Jdk own = own();
        TreeMap<Integer, Jdk> others = new TreeMap<>();
        if (Files.isDirectory(SHELF)) {
            try (Stream<Path> homes = Files.list(SHELF)) {
                for (Path home : homes.sorted().toList()) {
                    if (Files.isRegularFile(home.resolve("release"))) {
                        Jdk jdk = at(home);
                        int feature = Integer.parseInt(jdk.name);
                        if (feature >= OLDEST && !jdk.name.equals(own.name)) {
                            others.putIfAbsent(feature, jdk);
                        }
                    }
                }
            } catch (IOException e) {
                // what cannot be read is no JDK for us
                return List.of(own);
            }
        }
        List<Jdk> all = new ArrayList<>();
        all.add(own);
        all.addAll(others.values());
        return List.copyOf(all);
    }

    /**
     * Its command: with the compilers that this JVM was told to use, and with what keeps it from
     * warning of the journal's and the network's libraries.
     */
    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith(COMPILERS))
                .forEach(command::add);
        if (Integer.parseInt(name) >= FIRST_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return List.copyOf(command);
    }
}
