/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.sink.lambda;

import org.airmessenger.gateway.sink.ParameterCheck;
import org.airmessenger.message.Quoted;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the Kamelet's parameters and reports every problem at once, none with a secret. */
final class LambdaSinkCheck {

    /**
     * Name, {@code account:function:name} or ARN, each with a version or alias behind it or not.
     */
    private static final Pattern FUNCTION =
            Pattern.compile(
                    "((?:(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:\\d{12}:)?function:)?"
                            + "[A-Za-z0-9_.-]{1,140})(?::(\\$LATEST|[A-Za-z0-9_-]{1,128}))?");

    private static final Pattern QUALIFIER = Pattern.compile("\\$LATEST|[A-Za-z0-9_-]{1,128}");
    private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-\\d{1,2}");
    private static final Pattern ERROR_TYPE = Pattern.compile("[A-Za-z0-9_.$]{1,128}");

    /** Lambda itself lets no function run longer. */
    private static final int MOST_MINUTES = 15;

    private final ParameterCheck given;

    private LambdaSinkCheck(Map<String, String> values) {
        this.given = new ParameterCheck(values);
    }

    /**
     * Checks the parameters.
     *
     * @param values name to value; absent and blank mean the default
     * @throws IllegalArgumentException with a line per problem
     */
    static LambdaSinkSettings check(Map<String, String> values) {
        return new LambdaSinkCheck(values).settings();
    }

    private LambdaSinkSettings settings() {
        String text = given.value("functionName", "");
        Matcher function = FUNCTION.matcher(text);
        boolean named = function.matches();
        if (!named) {
            given.problem(
                    "AIR-5060 functionName must be a name or ARN, with a version or alias behind it or"
                            + " not, but was "
                            + Quoted.of(text));
        }
        String type = given.value("invocationType", "RequestResponse");
        boolean event = type.equals("Event");
        if (!event && !type.equals("RequestResponse")) {
            given.problem(
                    "AIR-5062 invocationType must be RequestResponse or Event but was "
                            + Quoted.of(type));
        }
        String region = region(named ? function.group(2) : null);
        String qualifier = qualifier(named ? function.group(3) : null);
        URI endpoint = given.value("endpoint", null) == null ? null : given.address("endpoint");
        String accessKey = given.value("accessKey", null);
        String secretKey = given.value("secretKey", null);
        if ((accessKey == null) != (secretKey == null)) {
            given.problem(
                    "AIR-5063 accessKey and secretKey must both be given, or neither for the default"
                            + " chain of credentials");
        }
        Duration timeout = given.timeout("30s", MOST_MINUTES);
        Set<String> awayErrors = awayErrors();
        given.end();
        return new LambdaSinkSettings(
                function.group(1),
                qualifier,
                region,
                event,
                endpoint,
                accessKey,
                secretKey,
                timeout,
                awayErrors);
    }

    private String region(String ofArn) {
        String region = given.value("region", ofArn);
        if (region == null) {
            given.problem("AIR-5061 region must be given where functionName is no full ARN");
        } else if (!REGION.matcher(region).matches()) {
            given.problem(
                    "AIR-5061 region must be one as eu-central-1 but was " + Quoted.of(region));
        } else if (ofArn != null && !ofArn.equals(region)) {
            given.problem(
                    "AIR-5061 region must be that of the function's ARN, %s, but was %s"
                            .formatted(Quoted.of(ofArn), Quoted.of(region)));
        }
        return region;
    }

    private String qualifier(String ofName) {
        String qualifier = given.value("qualifier", null);
        if (qualifier == null) {
            return ofName;
        }
        if (!QUALIFIER.matcher(qualifier).matches()) {
            given.problem(
                    "AIR-5064 qualifier must be a version or an alias but was "
                            + Quoted.of(qualifier));
        } else if (ofName != null && !ofName.equals(qualifier)) {
            given.problem(
                    "AIR-5064 qualifier must be given once but was %s and, behind functionName, %s"
                            .formatted(Quoted.of(qualifier), Quoted.of(ofName)));
        }
        return qualifier;
    }

    private Set<String> awayErrors() {
        Set<String> types = new LinkedHashSet<>();
        for (String part : given.value("awayErrors", "Away").split(",")) {
            String type = part.strip();
            if (ERROR_TYPE.matcher(type).matches()) {
                types.add(type);
            } else {
                given.problem(
                        "AIR-5065 awayErrors must be error types with commas between but holds "
                                + Quoted.of(type));
            }
        }
        return types;
    }
}
