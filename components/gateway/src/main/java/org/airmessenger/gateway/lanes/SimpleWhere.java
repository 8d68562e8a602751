/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition in a restricted simple: comparisons of {@code ${body}}, {@code ${header.Air…}},
 * numbers and quoted texts, joined by {@code &&} and {@code ||} (and binds tighter). Nothing of
 * Camel's own simple runs, so no bean, method, script or property can be reached.
 *
 * <pre>
 * or         := and ( "||" and )*
 * and        := comparison ( "&amp;&amp;" comparison )*
 * comparison := operand operator operand
 * operator   := == | != | &gt; | &gt;= | &lt; | &lt;= | contains | !contains | startsWith | endsWith
 * operand    := ${body} | ${header.AirName} | number | 'text' | "text" | null
 * </pre>
 */
final class SimpleWhere {

    private static final int MAX_COMPARISONS = 64;
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<body>\\$\\{body})"
                            + "|\\$\\{header\\.(?<header>Air[A-Za-z0-9._-]+)}"
                            + "|(?<number>-?\\d{1,15}(?:\\.\\d{1,15})?)"
                            + "|'(?<single>[^']*)'|\"(?<double>[^\"]*)\""
                            + "|(?<join>&&|\\|\\|)"
                            + "|(?<operator>==|!=|>=|<=|>|<|!contains\\b|contains\\b"
                            + "|startsWith\\b|endsWith\\b)"
                            + "|(?<none>null\\b))");

    private final String expression;
    private final Matcher tokens;
    private final Map<String, Operand> operands = new HashMap<>();
    private int at;

    private SimpleWhere(String expression) {
        this.expression = expression;
        tokens = TOKEN.matcher(expression);
    }

    static Where compile(String expression) {
        SimpleWhere parser = new SimpleWhere(expression.strip());
        return new Compiled(expression, parser.parse(), Map.copyOf(parser.operands));
    }

    private record Compiled(String expression, Where where, Map<String, Operand> operands)
            implements Where {

        @Override
        public boolean test(MessageView message) {
            return where.test(message);
        }

        @Override
        public String why(MessageView message) {
            List<String> values = new ArrayList<>();
            new TreeMap<>(operands)
                    .forEach((name, operand) -> values.add(name + " " + value(operand, message)));
            return WhyNot.notHolding("simple", expression, String.join(", ", values));
        }

        private static String value(Operand operand, MessageView message) {
            Object value = operand.value(message);
            if (value == Operand.UNREADABLE) {
                return message.tooLarge()
                        ? "is larger than " + message.maxParsedBytes() + " bytes"
                        : "is not UTF-8";
            }
            return value == null ? "is absent" : "is " + WhyNot.shortly(value);
        }
    }

    private Where parse() {
        List<Where[]> alternatives = new ArrayList<>();
        List<Where> all = new ArrayList<>();
        for (int i = 0; i < MAX_COMPARISONS; i++) {
            all.add(comparison());
            if (at == expression.length()) {
                alternatives.add(all.toArray(Where[]::new));
                return any(alternatives.toArray(Where[][]::new));
            }
            next("&& or ||", "join");
            if (tokens.group("join").equals("||")) {
                alternatives.add(all.toArray(Where[]::new));
                all.clear();
            }
        }
        throw Where.wrong("simple", expression, "has more than 64 comparisons, use more rules");
    }

    private static Where any(Where[][] alternatives) {
        return message -> {
            for (Where[] all : alternatives) {
                boolean holds = true;
                for (int i = 0; i < all.length && holds; i++) {
                    holds = all[i].test(message);
                }
                if (holds) {
                    return true;
                }
            }
            return false;
        };
    }

    private Where comparison() {
        Operand left = operand();
        next("an operator such as == or >", "operator");
        String operator = tokens.group("operator");
        Operand right = operand();
        SimpleOperator test = SimpleOperator.of(operator);
        return message -> {
            Object a = left.value(message);
            Object b = right.value(message);
            return a != Operand.UNREADABLE && b != Operand.UNREADABLE && test.test(a, b);
        };
    }

    private Operand operand() {
        next(
                "${body}, ${header.Air…}, a number or a quoted text",
                "body",
                "header",
                "number",
                "single",
                "double",
                "none");
        if (tokens.group("body") != null) {
            return seen(
                    "${body}",
                    message -> message.text() == null ? Operand.UNREADABLE : message.text());
        }
        String header = tokens.group("header");
        if (header != null) {
            return seen("${header." + header + "}", message -> message.header(header));
        }
        Object constant = constant();
        return message -> constant;
    }

    private Operand seen(String name, Operand operand) {
        operands.put(name, operand);
        return operand;
    }

    private Object constant() {
        if (tokens.group("number") != null) {
            return Double.valueOf(tokens.group("number"));
        }
        String single = tokens.group("single");
        return single != null ? single : tokens.group("double");
    }

    /** Moves to the next token, which must be of one of the kinds. */
    private void next(String wanted, String... kinds) {
        boolean found = tokens.region(at, expression.length()).lookingAt();
        if (found) {
            found = false;
            for (String kind : kinds) {
                found |= tokens.group(kind) != null;
            }
        }
        if (!found) {
            throw Where.wrong(
                    "simple",
                    expression,
                    "needs " + wanted + " at character " + (at + 1) + ", nothing else is allowed");
        }
        at = tokens.end();
    }

    /** One side of a comparison. */
    @FunctionalInterface
    private interface Operand {

        /** A body that cannot be read makes every comparison with it false, even {@code !=}. */
        Object UNREADABLE = new Object();

        Object value(MessageView message);
    }
}
