/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.config;

import java.util.List;
import java.util.Locale;

/**
 * One configuration key, specified once: the file, the environment variable, the checks and the
 * documentation all come from here.
 *
 * @param name dotted, {@code air.<room>.<what>}
 * @param type what its values look like
 * @param standard its default, as a person would write it; empty means none
 * @param range smallest and largest value that is allowed, or null
 * @param choices the only values allowed; empty means any
 * @param text what it means
 * @param option the component option it sets ({@code camel.component.…}), or null if rooms read the
 *     key itself
 */
public record ConfigKey(
        String name,
        ConfigType type,
        String standard,
        Range range,
        List<String> choices,
        String text,
        String option) {

    /**
     * An inclusive range in the type's base unit (bytes, milliseconds, or the plain number).
     *
     * @param least smallest value
     * @param most largest value
     */
    public record Range(long least, long most) {}

    /** A key with neither range nor choices. */
    static ConfigKey of(String name, ConfigType type, String standard, String text) {
        return new ConfigKey(name, type, standard, null, List.of(), text, null);
    }

    /** The same key, limited; both ends are written as a person would write them. */
    ConfigKey within(String least, String most) {
        Range limits = new Range(type.base(least), type.base(most));
        return new ConfigKey(name, type, standard, limits, choices, text, option);
    }

    /** The same key, with these values only. */
    ConfigKey oneOf(String... values) {
        return new ConfigKey(name, type, standard, range, List.of(values), text, option);
    }

    /** The same key by another name. */
    ConfigKey named(String other) {
        return new ConfigKey(other, type, standard, range, choices, text, option);
    }

    /** The same key, setting an option of a component. */
    ConfigKey sets(String componentOption) {
        return new ConfigKey(name, type, standard, range, choices, text, componentOption);
    }

    /** Its room: the second word of the name. */
    public String room() {
        return name.split("\\.", 3)[1];
    }

    /**
     * Its environment variable: dots become underscores, and so does each hump: {@code
     * air.source.mqtt.plain.beyondLoopback} is {@code AIR_SOURCE_MQTT_PLAIN_BEYOND_LOOPBACK}.
     */
    public String variable() {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replace('.', '_')
                .toUpperCase(Locale.ROOT);
    }

    /** The range or the choices in words; empty if anything of the type is allowed. */
    public String allowed() {
        if (!choices.isEmpty()) {
            return String.join(", ", choices);
        }
        return range == null ? "" : type.show(range.least()) + " to " + type.show(range.most());
    }

    /**
     * The value in the type's base unit, as rooms and components read it.
     *
     * @throws IllegalArgumentException saying the rule, the actual value and the remedy
     */
    public String parse(String value) {
        if (value.isEmpty()) {
            if (standard.isEmpty()) {
                return "";
            }
            throw new IllegalArgumentException(
                    name
                            + " must have a value but was empty: remove the line for the default "
                            + standard);
        }
        String base;
        try {
            base = type.normal(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " " + e.getMessage());
        }
        if (!choices.isEmpty() && !choices.contains(base)) {
            throw new IllegalArgumentException(
                    name + " must be one of " + allowed() + " but was " + value);
        }
        if (range != null) {
            long number = Long.parseLong(base);
            if (number < range.least() || number > range.most()) {
                throw new IllegalArgumentException(
                        name + " must be " + allowed() + " but was " + value);
            }
        }
        return base;
    }
}
