/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import java.util.Locale;

/** A new Kamelet that passes its check, and cases that pass. */
public final class Scaffold {

    private static final String ICON =
            "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9"
                    + "IjAgMCA4IDgiPjxjaXJjbGUgY3g9IjQiIGN5PSI0IiByPSIzIi8+PC9zdmc+";

    private static final String SINK =
            """
                        required: [url]
                        properties:
                          url:
                            title: URL
                            description: Where messages go.
                            type: string
                            example: https://service.example/in
                      dependencies:
                        - "camel:core"
                        - "camel:kamelet"
                        - "camel:vertx-http"
                      template:
                        from:
                          uri: kamelet:source
                          steps:
                            # a failure here means: not delivered; delivery tries again
                            - to: "vertx-http:{{url}}"
                    """;

    private static final String SOURCE =
            """
                        required: [from]
                        properties:
                          from:
                            title: From
                            description: The route that hands messages over; put your own wire in its place.
                            type: string
                            example: room-1
                      dependencies:
                        - "camel:core"
                        - "camel:kamelet"
                      template:
                        from:
                          uri: "direct:{{from}}"
                          steps:
                            - to: kamelet:sink
                    """;

    private static final String ACTION =
            """
                        properties:
                          value:
                            title: Value
                            description: What the user property checked is set to.
                            type: string
                            default: "yes"
                      dependencies:
                        - "camel:core"
                        - "camel:kamelet"
                      template:
                        from:
                          uri: kamelet:source
                          steps:
                            - setHeader:
                                name: AirUser.checked
                                expression:
                                  constant: { expression: "{{value}}" }
                    """;

    private final String name;
    private final String type;

    /**
     * Makes one.
     *
     * @param name ends in {@code -action}, {@code -sink} or {@code -source}
     * @throws IllegalArgumentException if it does not, or is no name
     */
    public Scaffold(String name) {
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,60})-(action|sink|source)")) {
            throw new IllegalArgumentException(
                    "AIR-9094 the name of a Kamelet must be of a-z, 0-9 and -, and end in -action,"
                            + " -sink or -source, but was "
                            + name);
        }
        this.name = name;
        type = name.substring(name.lastIndexOf('-') + 1);
    }

    /** The text of {@code <name>.kamelet.yaml}. */
    public String kamelet() {
        return """
               apiVersion: camel.apache.org/v1
               kind: Kamelet
               metadata:
                 name: %s
                 annotations:
                   camel.apache.org/kamelet.support.level: "Preview"
                   camel.apache.org/catalog.version: "1.0.0"
                   camel.apache.org/kamelet.icon: "%s"
                   camel.apache.org/provider: "Our team"
                   camel.apache.org/kamelet.group: "Our team"
                   camel.apache.org/kamelet.namespace: "Our team"
                 labels:
                   camel.apache.org/kamelet.type: "%s"
               spec:
                 definition:
                   title: %s
                   description: What it does, in one sentence.
                   type: object
               %s"""
                .formatted(name, ICON, type, title(), body());
    }

    private String title() {
        StringBuilder title = new StringBuilder();
        for (String word : name.split("-")) {
            if (!word.isEmpty()) {
                title.append(title.isEmpty() ? "" : " ");
                title.append(word.substring(0, 1).toUpperCase(Locale.ROOT));
                title.append(word.substring(1));
            }
        }
        return title.toString();
    }

    private String body() {
        return switch (type) {
            case "sink" -> SINK;
            case "source" -> SOURCE;
            default -> ACTION;
        };
    }

    /** The text of {@code <name>.cases.yaml}. */
    public String cases() {
        return switch (type) {
            case "sink" ->
                    """
                    # run with: air test %s.cases.yaml
                    parameters: { url: "https://service.example/in" }
                    cases:
                      - name: one message is one request with its body
                        in: { topic: sensors/thermo-1/temperature, body: '{"celsius": 21}' }
                        out: { to: ["vertx-http:https://service.example/in"], body: '{"celsius": 21}' }
                      - name: a failure of the wire comes out as it is
                        in: { topic: sensors/thermo-1/temperature }
                        answers: { "vertx-http:https://service.example/in": { failed: no route to host } }
                        out: { failed: no route to host }
                    """
                            .formatted(name);
            case "source" ->
                    """
                    # run with: air test %s.cases.yaml
                    parameters: { from: room-1 }
                    cases:
                      - name: what comes goes on with its body
                        in: { topic: local/room-1/window, body: open }
                        out: { to: ["direct:next"], body: open }
                    """
                            .formatted(name);
            default ->
                    """
                    # run with: air test %s.cases.yaml
                    parameters: { value: "by us" }
                    cases:
                      - name: a message goes on with its body and the mark
                        in: { topic: sensors/thermo-1/temperature, body: '{"celsius": 21}' }
                        out: { to: ["direct:next"], body: '{"celsius": 21}', headers: { AirUser.checked: by us } }
                    """
                            .formatted(name);
        };
    }
}
