/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.line;

import org.airmessenger.gateway.line.Line.Pace;
import org.airmessenger.gateway.reload.DirectEndpoint;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Channel;
import org.apache.camel.DisabledAware;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.impl.engine.CamelInternalProcessor;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.Pipeline;
import org.apache.camel.processor.SendProcessor;
import org.apache.camel.processor.errorhandler.NoErrorHandler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a {@link Line} of a route that runs. A step whose error handler, interceptors or options
 * are more than none stays Camel's, whole; so does a route that somebody watches.
 */
final class LineMaker {

    private final CamelContext context;

    /** Routes whose steps stand in the line already. */
    private final Set<Route> around = new HashSet<>();

    private Route outermost;

    LineMaker(CamelContext context) {
        this.context = context;
    }

    /**
     * The steps of a route.
     *
     * @param route that is started, and all that is inside its steps with it
     * @return null if only Camel can run it
     */
    Line make(Route route) {
        around.add(route);
        outermost = route;
        List<Line.Step> steps = isWatched() ? null : stepsOf(route);
        return steps == null ? null : new Line(route, steps);
    }

    /** Whether somebody wants to know of every step. */
    private boolean isWatched() {
        var extension = context.getCamelContextExtension();
        return !extension.getInterceptStrategies().isEmpty()
                || !extension.getAutoMockInterceptStrategies().isEmpty()
                || extension.isEventNotificationApplicable()
                || context.isUseMDCLogging()
                || context.isDebugStandby()
                || context.isTracingStandby()
                || context.isBacklogTracingStandby();
    }

    private static boolean isWatched(Route route) {
        return route.getManagementInterceptStrategy() != null
                || !route.getInterceptStrategies().isEmpty()
                || !route.getRoutePolicyList().isEmpty()
                || !route.getOnCompletions().isEmpty()
                || route.isTracing()
                || route.isDebugging()
                || route.isBacklogTracing()
                || route.isMessageHistory()
                || route.isStreamCaching()
                || route.getDelayer() != null && route.getDelayer() > 0;
    }

    /** Whether the route only has steps, and no contract about what comes in and out. */
    private boolean isBare(String id) {
        RouteDefinition route = ((ModelCamelContext) context).getRouteDefinition(id);
        return route != null
                && route.getInputType() == null
                && route.getOutputType() == null
                && route.getRestBindingDefinition() == null
                && route.getInput().getVariableReceive() == null;
    }

    private List<Line.Step> stepsOf(Route route) {
        if (isWatched(route)
                || !isBare(route.getRouteId())
                || !(route.getProcessor() instanceof CamelInternalProcessor outer)
                || !(outer.getProcessor() instanceof Pipeline pipeline)) {
            return null;
        }
        List<Line.Step> steps = new ArrayList<>();
        for (Processor each : pipeline.next()) {
            if (!(each instanceof Channel channel)) {
                return null;
            }
            steps.addAll(stepsOf(channel, route));
        }
        return steps;
    }

    private List<Line.Step> stepsOf(Channel channel, Route route) {
        Processor step = channel.getNextProcessor();
        if (isPlain(channel, step)) {
            if (step instanceof SendProcessor send) {
                return sent(send, route);
            }
            if (step instanceof AsyncProcessor own
                    && !step.getClass().getName().startsWith("org.apache.camel.")) {
                return List.of(new Line.Step(own, route, paceOf(own)));
            }
        }
        return List.of(new Line.Step((AsyncProcessor) channel, route, Pace.ANY));
    }

    /** Whether nothing stands between the step and its place but what does nothing. */
    private static boolean isPlain(Channel channel, Processor step) {
        return channel.getErrorHandler() instanceof NoErrorHandler handler
                && handler.getOutput() == step
                && !(step instanceof DisabledAware able && able.isDisabled());
    }

    private List<Line.Step> sent(SendProcessor send, Route route) {
        Endpoint to = send.getDestination();
        boolean plain =
                send.getPattern() == null
                        && send.getVariableSend() == null
                        && send.getVariableReceive() == null;
        if (plain && route != outermost && isWayOut(to)) {
            // out of a Kamelet that stands in the line: to the step that comes next
            return List.of();
        }
        if (plain && to instanceof KameletEndpoint kamelet && !isWayOut(kamelet)) {
            Route inside = context.getRoute(kamelet.getRouteId());
            List<Line.Step> steps =
                    isRunning(inside) && around.add(inside) ? stepsOf(inside) : null;
            if (steps != null) {
                return steps;
            }
        }
        Pace pace = plain && isCall(to) ? Pace.CALLS : Pace.ANY;
        return List.of(new Line.Step(plain ? straightTo(to, send) : send, route, pace));
    }

    private static Pace paceOf(AsyncProcessor own) {
        return own.getClass().getName().startsWith("org.airmessenger.") ? Pace.QUICK : Pace.ANY;
    }

    private static boolean isCall(Endpoint to) {
        return to.getEndpointUri().startsWith("airbroker://")
                || to instanceof DirectEndpoint direct && !direct.isBlock();
    }

    /** The end of a Kamelet; that of a source leads to whoever uses it, which only Camel knows. */
    private static boolean isWayOut(Endpoint to) {
        String uri = to.getEndpointUri();
        return uri.startsWith("kamelet://sink") || uri.startsWith("kamelet://source");
    }

    private boolean isRunning(Route route) {
        return route != null
                && context.getRouteController().getRouteStatus(route.getRouteId()).isStarted();
    }

    /** What calls another route of ours keeps nothing and needs no start. */
    private static AsyncProcessor straightTo(Endpoint to, SendProcessor send) {
        try {
            return to instanceof DirectEndpoint ? to.createAsyncProducer() : send;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
