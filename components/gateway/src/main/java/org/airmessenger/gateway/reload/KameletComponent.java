/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.kamelet.Kamelet;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteTemplateHelper;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code kamelet:} as Camel has it, but the route inside a Kamelet is made after the route that
 * uses it, always. Camel does so at a start only; while it runs it makes the inside in the middle
 * of the outer route, which then forgets its own parameters and id.
 */
public final class KameletComponent extends org.apache.camel.component.kamelet.KameletComponent {

    /** One Kamelet that is used, and by whom. */
    private record Use(KameletEndpoint endpoint, String route, String step) {}

    private final Queue<Use> atStart = new ArrayDeque<>();
    private final ThreadLocal<Queue<Use>> collecting = new ThreadLocal<>();
    private volatile boolean started;

    /** Work that adds routes. */
    interface Work {
        void run() throws Exception;
    }

    /**
     * Does work that adds routes, then makes the insides of all Kamelets that they use.
     *
     * @throws Exception if a route cannot be made
     */
    void around(Work work) throws Exception {
        Queue<Use> uses = new ArrayDeque<>();
        collecting.set(uses);
        try {
            work.run();
            makeAll(uses);
        } finally {
            collecting.remove();
        }
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        getCamelContext()
                .addLifecycleStrategy(
                        new LifecycleStrategySupport() {
                            @Override
                            public void onContextInitialized(CamelContext context) {
                                makeAtStart();
                            }
                        });
    }

    private void makeAtStart() {
        try {
            makeAll(atStart);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
        started = true;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        if (remaining.equals(Kamelet.SOURCE_ID) || remaining.equals(Kamelet.SINK_ID)) {
            return super.createEndpoint(uri, remaining, parameters);
        }
        Map<String, Object> options = new HashMap<>(parameters);
        KameletEndpoint camels = asWritten(uri, remaining, parameters);
        KameletEndpoint endpoint =
                new KameletEndpoint(uri, this, camels.getTemplateId(), camels.getRouteId()) {
                    @Override
                    protected void doInit() throws Exception {
                        super.doInit();
                        used(this);
                    }
                };
        endpoint.setNoErrorHandler(camels.isNoErrorHandler());
        endpoint.setBlock(camels.isBlock());
        endpoint.setTimeout(camels.getTimeout());
        endpoint.setLocation(camels.getLocation());
        setProperties(endpoint, options);
        endpoint.setKameletProperties(camels.getKameletProperties());
        return endpoint;
    }

    /** What Camel makes of it; a later version of a route finds its parameters as the first did. */
    private KameletEndpoint asWritten(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        String id = remaining.substring(remaining.indexOf('/') + 1);
        String written = Versions.written(id);
        if (written.equals(id)) {
            return (KameletEndpoint) super.createEndpoint(uri, remaining, parameters);
        }
        Properties given =
                parametersOf(
                        Kamelet.extractTemplateId(getCamelContext(), remaining, parameters),
                        written);
        Map<String, Properties> all = properties();
        all.put(id, given);
        try {
            return (KameletEndpoint) super.createEndpoint(uri, remaining, parameters);
        } finally {
            all.remove(id);
        }
    }

    private Properties parametersOf(String kamelet, String id) {
        Properties given = properties().get(id);
        if (given == null) {
            Map<String, Object> found = new HashMap<>();
            Kamelet.extractKameletProperties(getCamelContext(), found, kamelet, id);
            given = new Properties();
            given.putAll(found);
        }
        return given;
    }

    private synchronized Map<String, Properties> properties() {
        Map<String, Properties> all = getRouteProperties();
        if (!(all instanceof ConcurrentHashMap)) {
            all = all == null ? new ConcurrentHashMap<>() : new ConcurrentHashMap<>(all);
            setRouteProperties(all);
        }
        return all;
    }

    private void used(KameletEndpoint endpoint) throws Exception {
        var camel = getCamelContext().getCamelContextExtension();
        Use use = new Use(endpoint, camel.getCreateRoute(), camel.getCreateProcessor());
        Queue<Use> collected = collecting.get();
        if (collected != null) {
            collected.add(use);
        } else if (started) {
            // a step whose Kamelet is known only when a message comes
            around(() -> make(use));
        } else {
            atStart.add(use);
        }
    }

    /** Making one may find more: Kamelets inside Kamelets. */
    private void makeAll(Queue<Use> uses) throws Exception {
        for (Use use = uses.poll(); use != null; use = uses.poll()) {
            make(use);
        }
    }

    private void make(Use use) throws Exception {
        ModelCamelContext context = (ModelCamelContext) getCamelContext();
        KameletEndpoint endpoint = use.endpoint();
        String location = endpoint.getLocation() == null ? getLocation() : endpoint.getLocation();
        if (context.getRouteTemplateDefinition(endpoint.getTemplateId()) == null
                && location != null) {
            RouteTemplateHelper.loadRouteTemplateFromLocation(
                    context, getRouteTemplateLoaderListener(), endpoint.getTemplateId(), location);
        }
        Map<String, Object> parameters = endpoint.getKameletProperties();
        String id =
                context.addRouteFromKamelet(
                        endpoint.getRouteId(),
                        endpoint.getTemplateId(),
                        (String) parameters.get(Kamelet.PARAM_UUID),
                        null,
                        use.route(),
                        use.step(),
                        parameters);
        if (context.getRoute(id) == null) {
            // a context that is only starting keeps the definition and makes nothing of it
            context.startRouteDefinitions(List.of(context.getRouteDefinition(id)));
        }
    }

    /** Camel finds the options of an endpoint by the name of the component's class. */
    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return PluginHelper.getConfigurerResolver(getCamelContext())
                .resolvePropertyConfigurer("kamelet-endpoint-configurer", getCamelContext());
    }
}
