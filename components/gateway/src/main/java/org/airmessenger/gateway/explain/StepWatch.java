/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.explain;

import org.airmessenger.gateway.explain.Explanation.Verdict;
import org.airmessenger.gateway.trace.Finding;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells of the steps that an engineer added to the routes: they know no witness, so it is told that
 * the message passed them, or what they refused it with, and where they stand.
 */
final class StepWatch implements InterceptStrategy {

    private static final Pattern OURS =
            Pattern.compile("(direct|seda|airbroker):.*|kamelet:air-(guard|lanes)-.*");
    private static final Pattern ROOM = Pattern.compile("[1-5]-([a-z]+).*");

    private final Path home;
    private final Consumer<Verdict> verdicts;

    StepWatch(Path home, Consumer<Verdict> verdicts) {
        this.home = home;
        this.verdicts = verdicts;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        RouteDefinition route =
                node instanceof ProcessorDefinition<?> step
                        ? ProcessorDefinitionHelper.getRoute(step)
                        : null;
        boolean inside = route == null || Boolean.TRUE.equals(route.isKamelet());
        String name = name(node);
        if (inside || OURS.matcher(name).matches()) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(
                        exchange,
                        done -> {
                            tell(node, name, route, exchange.getException());
                            callback.done(done);
                        });
            }
        };
    }

    /** The endpoint without its parameters, or what kind of step it is. */
    private static String name(NamedNode node) {
        return node instanceof ToDefinition to
                ? String.valueOf(to.getEndpointUri()).replaceFirst("\\?.*", "")
                : String.valueOf(node.getShortName());
    }

    private void tell(NamedNode node, String name, RouteDefinition route, Exception failure) {
        if (failure == null && !(node instanceof ToDefinition)) {
            return;
        }
        Matcher room = ROOM.matcher(String.valueOf(route.getRouteId()));
        verdicts.accept(
                new Verdict(
                        room.matches() ? room.group(1) : route.getRouteId(),
                        "step " + name,
                        (failure == null ? Finding.Verdict.PASSED : Finding.Verdict.REFUSED).word(),
                        failure == null ? "lets the message on" : failure.getMessage(),
                        file(node.getLocation()),
                        Math.max(0, node.getLineNumber()),
                        null));
    }

    private String file(String location) {
        if (location == null) {
            return null;
        }
        Path path = Path.of(location.replaceFirst("^file:", ""));
        return path.startsWith(home) ? home.relativize(path).toString() : path.toString();
    }
}
