/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.control.files.Suggestion;

import org.apache.camel.catalog.EndpointValidationResult;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What Camel's catalog finds in the options of one endpoint, as rule, actual value, remedy. */
final class OptionProblems {

    private final Map<String, String> problems = new LinkedHashMap<>();

    private OptionProblems() {}

    /**
     * By option, in words.
     *
     * @param options that the endpoint has
     */
    static Map<String, String> of(EndpointValidationResult result, Set<String> options) {
        OptionProblems found = new OptionProblems();
        for (String name : sorted(result.getUnknown())) {
            found.unknown(name, Suggestion.remedy(name, options));
        }
        for (String name : sorted(result.getLenient())) {
            // a part of a query of the engineer's own, unless it looks like an option
            String remedy = Suggestion.remedy(name, options);
            if (!options.contains(name) && name.length() > 5 && !remedy.isEmpty()) {
                found.unknown(name, remedy);
            }
        }
        for (String name : sorted(result.getRequired())) {
            // what the component as a whole needs, the configuration gives
            if (options.contains(name)) {
                found.problems.put(name, "the option " + name + " is missing; add it");
            }
        }
        found.invalid(result.getInvalidBoolean(), "true or false");
        found.invalid(result.getInvalidInteger(), "a whole number");
        found.invalid(result.getInvalidNumber(), "a number");
        found.invalid(result.getInvalidDuration(), "a duration such as 5s");
        if (result.getInvalidEnum() != null) {
            result.getInvalidEnum()
                    .forEach(
                            (name, value) ->
                                    found.add(
                                            name, value, "one of " + result.getEnumChoices(name)));
        }
        if (result.getSyntaxError() != null) {
            found.problems.putIfAbsent("", "the address is wrong: " + result.getSyntaxError());
        }
        return found.problems;
    }

    private static Set<String> sorted(Set<String> names) {
        return names == null ? Set.of() : new TreeSet<>(names);
    }

    private void unknown(String name, String remedy) {
        problems.put(name, "there is no option " + name + remedy);
    }

    private void invalid(Map<String, String> values, String form) {
        if (values != null) {
            values.forEach((name, value) -> add(name, value, form));
        }
    }

    private void add(String name, String value, String form) {
        problems.put(name, "the option " + name + " must be " + form + " but was " + value);
    }
}
