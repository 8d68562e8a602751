/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import com.fasterxml.jackson.databind.JsonNode;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition in jq: fulfilled when one of its outputs is neither null nor false. Only words of a
 * short list are allowed: none that loops, matches regular expressions, makes large values or reads
 * the environment, so that the cost grows with the body and not with its square.
 */
final class JqWhere {

    private static final Set<String> WORDS =
            Set.of(
                    ("and or not if then elif else end null true false try catch empty select map"
                                    + " any all length keys has in contains startswith"
                                    + " endswith ltrimstr rtrimstr ascii_downcase ascii_upcase"
                                    + " split type tonumber tostring numbers strings booleans"
                                    + " arrays objects nulls values scalars iterables first last"
                                    + " min max min_by max_by sort unique reverse flatten index"
                                    + " rindex indices floor ceil round sqrt fabs isnan isinfinite"
                                    + " isnormal to_entries")
                            .split(" "));
    private static final Pattern WORD = Pattern.compile("(?<![.\\w])[A-Za-z_]\\w*(?!\\w|\\s*:)");
    private static final Pattern ASSIGNS = Pattern.compile("(?<![=!<>])=(?!=)");

    /** Two of these multiply: a body of n values would cost n times n. */
    private static final Pattern SPREADS = Pattern.compile("\\[\\s*]|\\.\\.");

    private static final Pattern SEARCHES_BY_VALUE =
            Pattern.compile("\\b(?:contains|index|rindex|indices)\\b(?!\\s*\\(\\s*\")");
    private static final Pattern PATH = Pattern.compile("(?<![\\w\\])])(?:\\.[A-Za-z_]\\w*)+");
    private static final Scope BUILTINS = builtins();

    private JqWhere() {}

    private static Scope builtins() {
        Scope scope = Scope.newEmptyScope();
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
        return scope;
    }

    static Where compile(String expression) {
        if (expression.contains("\\(")) {
            throw Where.wrong("jq", expression, "inserts values into text, use +");
        }
        String bare = Where.withoutStrings(expression);
        checkOperators(expression, bare);
        Matcher words = WORD.matcher(bare);
        while (words.find()) {
            if (!WORDS.contains(words.group())) {
                throw Where.wrong(
                        "jq",
                        expression,
                        "uses " + words.group() + ", allowed are comparisons and simple functions");
            }
        }
        try {
            JsonQuery query = JsonQuery.compile(expression, Versions.JQ_1_6);
            return new Compiled(expression, query);
        } catch (JsonQueryException wrong) {
            throw Where.wrong("jq", expression, "is wrong: " + JsonPathWhere.firstLine(wrong));
        }
    }

    private static void checkOperators(String expression, String bare) {
        for (String forbidden : new String[] {"$", "@", "*", "'"}) {
            if (bare.contains(forbidden)) {
                throw Where.wrong("jq", expression, "uses " + forbidden + ", compare values only");
            }
        }
        if (ASSIGNS.matcher(bare).find()) {
            throw Where.wrong("jq", expression, "assigns with =, compare with ==");
        }
        if (SPREADS.matcher(bare).results().count() > 1) {
            throw Where.wrong(
                    "jq", expression, "spreads values twice, use .[] or .. at most once, or any");
        }
        if (SEARCHES_BY_VALUE.matcher(bare).find()) {
            throw Where.wrong("jq", expression, "searches for a value, search for a quoted text");
        }
    }

    private record Compiled(String expression, JsonQuery query) implements Where {

        @Override
        public boolean test(MessageView message) {
            return JqWhere.test(query, message);
        }

        @Override
        public String why(MessageView message) {
            String unreadable = WhyNot.unreadable(message);
            return unreadable != null
                    ? unreadable
                    : WhyNot.notHolding(
                            "jq",
                            expression,
                            WhyNot.values(
                                    Where.withoutStrings(expression),
                                    PATH,
                                    path -> message.json().at(path.replace('.', '/'))));
        }
    }

    private static boolean test(JsonQuery query, MessageView message) {
        JsonNode body = message.json();
        if (body == null) {
            return false;
        }
        boolean[] holds = new boolean[1];
        try {
            query.apply(
                    Scope.newChildScope(BUILTINS),
                    body,
                    output -> holds[0] |= JsonPathWhere.holds(output));
        } catch (JsonQueryException | RuntimeException failed) {
            message.countFailed();
            return false;
        }
        return holds[0];
    }
}
