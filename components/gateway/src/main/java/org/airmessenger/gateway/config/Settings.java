/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The configuration in force: every key has a value, in its base unit. Immutable. */
public final class Settings {

    private static final String HOME = "air.home";

    private final Path home;
    private final Map<String, String> values;
    private final Map<String, String> others;

    /**
     * Takes checked values.
     *
     * @param home the gateway's folder, {@code AIR_HOME}
     * @param values by key, in base units
     * @param others keys of Camel's own ({@code camel.…}), passed on untouched
     */
    Settings(Path home, Map<String, String> values, Map<String, String> others) {
        this.home = home.toAbsolutePath().normalize();
        this.values = Map.copyOf(values);
        this.others = Map.copyOf(others);
    }

    /** The gateway's folder, absolute. */
    public Path home() {
        return home;
    }

    /** The value of a key; durations in milliseconds, sizes in bytes. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no such key: " + key);
        }
        return value;
    }

    /** The value of a quantity. */
    public long number(String key) {
        return Long.parseLong(text(key));
    }

    /** Whether a switch is on. */
    public boolean on(String key) {
        return Boolean.parseBoolean(text(key));
    }

    /** A path under {@link #home()}, unless it is absolute. */
    public Path path(String key) {
        return home.resolve(text(key)).normalize();
    }

    /**
     * All of it as properties: the keys themselves for <code>{{…}}</code> in routes, the component
     * options that they set, what is meant for Camel, and the gateway's folder as {@value #HOME}.
     */
    public Properties asProperties() {
        Properties all = new Properties();
        all.setProperty(HOME, home.toString());
        for (ConfigKey key : ConfigKeys.all()) {
            String value = text(key.name());
            if (key.type() == ConfigType.PATH && !value.isEmpty()) {
                value = path(key.name()).toString();
            }
            all.setProperty(key.name(), value);
            if (key.option() != null && !value.isEmpty()) {
                all.setProperty(key.option(), value);
            }
        }
        all.putAll(others);
        return all;
    }
}
