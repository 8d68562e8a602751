/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import org.airmessenger.message.Quoted;
import org.airmessenger.message.Topics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From a foreign topic to one of ours. In templates stand {@code ${topic}}, the topic as it came,
 * and {@code ${1}} to {@code ${9}}, what the wildcards of the filter stand for, in their order.
 */
final class TopicMap {

    private static final Pattern WORD = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern SHARE = Pattern.compile("\\$share/[^/+#]+/(.+)");

    private final List<String> filters;

    /**
     * By these filters.
     *
     * @param subscriptions filters as they are subscribed to, {@code $share/group/} before some
     */
    TopicMap(List<String> subscriptions) {
        filters = subscriptions.stream().map(TopicMap::filter).toList();
    }

    /** A subscription without its group. */
    static String filter(String subscription) {
        Matcher shared = SHARE.matcher(subscription);
        return shared.matches() ? shared.group(1) : subscription;
    }

    /**
     * What is wrong with a template, or null if nothing is.
     *
     * @param others words that it may hold besides
     */
    String problem(String template, String... others) {
        Matcher words = WORD.matcher(template);
        while (words.find()) {
            String word = words.group(1);
            boolean known = word.equals("topic") || List.of(others).contains(word);
            if (!known && !isWildcard(word)) {
                return "may hold ${topic}%s and, for each wildcard of every filter, ${1} to ${9} but held ${%s}"
                        .formatted(
                                others.length == 0
                                        ? ""
                                        : ", ${" + String.join("}, ${", others) + "}",
                                word);
            }
        }
        return null;
    }

    private boolean isWildcard(String word) {
        return word.matches("[1-9]")
                && filters.stream().allMatch(one -> wildcards(one) >= Integer.parseInt(word));
    }

    private static int wildcards(String filter) {
        return (int) filter.chars().filter(c -> c == '+' || c == '#').count();
    }

    /** Whether a text depends on the topic. */
    static boolean isTemplate(String text) {
        return WORD.matcher(text).find();
    }

    /** A template with something harmless for each of its words. */
    static String sample(String template) {
        return WORD.matcher(template).replaceAll("x");
    }

    /** Whether a filter matches: otherwise the subscription is an old one. */
    boolean knows(String topic) {
        return filters.stream().anyMatch(filter -> Topics.contains(filter, topic));
    }

    /** Fills a template in, by the first filter that matches; other words stay. */
    String fill(String template, String topic) {
        if (!isTemplate(template)) {
            return template;
        }
        List<String> found = parts(topic);
        Matcher words = WORD.matcher(template);
        return words.replaceAll(word -> Matcher.quoteReplacement(value(word, topic, found)));
    }

    private static String value(MatchResult word, String topic, List<String> found) {
        String name = word.group(1);
        if (name.equals("topic")) {
            return topic;
        }
        if (!name.matches("[1-9]")) {
            return word.group();
        }
        int number = Integer.parseInt(name);
        return number <= found.size() ? found.get(number - 1) : "";
    }

    private List<String> parts(String topic) {
        for (String filter : filters) {
            if (Topics.contains(filter, topic)) {
                return parts(filter.split("/", -1), topic.split("/", -1));
            }
        }
        return List.of();
    }

    private static List<String> parts(String[] filter, String[] topic) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < filter.length; i++) {
            if (filter[i].equals("#")) {
                int from = Math.min(i, topic.length);
                parts.add(String.join("/", List.of(topic).subList(from, topic.length)));
            } else if (filter[i].equals("+")) {
                parts.add(topic[i]);
            }
        }
        return parts;
    }

    /** What is wrong with a subscription, or null if nothing is. */
    static String problemOf(String subscription) {
        if (subscription.startsWith("$share/") && !SHARE.matcher(subscription).matches()) {
            return "a shared filter must be $share/group/filter but was " + Quoted.of(subscription);
        }
        return Topics.problemOfFilter(filter(subscription));
    }
}
