/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.line;

import org.airmessenger.message.Row;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.impl.engine.CamelInternalProcessor;
import org.apache.camel.processor.DefaultInternalProcessorFactory;
import org.apache.camel.processor.RoutePipeline;
import org.apache.camel.spi.InternalProcessor;
import org.apache.camel.spi.InternalProcessorFactory;

import java.util.Optional;

/** Lets every route of a context run as a {@link Line} where it can. */
public final class Lines extends DefaultInternalProcessorFactory {

    private Lines() {}

    /** Must be called before the first route is made. */
    public static void in(CamelContext context) {
        context.getCamelContextExtension()
                .addContextPlugin(InternalProcessorFactory.class, new Lines());
    }

    @Override
    public InternalProcessor addUnitOfWorkProcessorAdvice(
            CamelContext context, Processor processor, Route route) {
        if (route == null || !(processor instanceof RoutePipeline)) {
            return super.addUnitOfWorkProcessorAdvice(context, processor, route);
        }
        CamelInternalProcessor whole = new Whole(context, processor, route);
        whole.addAdvice(new CamelInternalProcessor.UnitOfWorkProcessorAdvice(route, context));
        return whole;
    }

    /** A whole route, as its consumer sees it. */
    static final class Whole extends CamelInternalProcessor {

        private final CamelContext context;
        private final Route route;

        /** Since the first message: by then all that is inside the steps has started. */
        private volatile Optional<Line> line;

        private Whole(CamelContext context, Processor pipeline, Route route) {
            super(context, pipeline);
            this.context = context;
            this.route = route;
        }

        /** Null if only Camel can run the route. */
        Line line() {
            Optional<Line> known = line;
            if (known == null) {
                known = Optional.ofNullable(new LineMaker(context).make(route));
                line = known;
            }
            return known.orElse(null);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Line straight = line();
            if (straight != null && straight.takes(exchange)) {
                return straight.process(exchange, callback);
            }
            Row row = Row.current();
            if (row == null) {
                return super.process(exchange, callback);
            }
            row.end();
            Row.Way before = row.go(false);
            try {
                return super.process(exchange, callback);
            } finally {
                row.back(before);
            }
        }
    }
}
