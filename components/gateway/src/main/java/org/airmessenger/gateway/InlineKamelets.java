/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.apache.camel.CamelContext;
import org.apache.camel.ManagementStatisticsLevel;
import org.apache.camel.impl.engine.DefaultManagementStrategy;
import org.apache.camel.spi.ManagementAgent;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Lets an exchange run through the Kamelets of a route as it is. Camel's Kamelet producer copies
 * the exchange at every step and back again, unless the management agent says that the routes of
 * Kamelets are routes like any other; without management there is no agent to say so. This one
 * manages nothing and says only that.
 */
final class InlineKamelets {

    private InlineKamelets() {}

    /** Must be called before the first route is made; does nothing where management is on. */
    static void in(CamelContext context) {
        if (context.getManagementStrategy() instanceof DefaultManagementStrategy strategy
                && strategy.getManagementAgent() == null) {
            strategy.setManagementAgent(
                    (ManagementAgent)
                            Proxy.newProxyInstance(
                                    InlineKamelets.class.getClassLoader(),
                                    new Class<?>[] {ManagementAgent.class},
                                    (proxy, method, arguments) -> answer(method)));
        }
    }

    private static Object answer(Method method) {
        Class<?> type = method.getReturnType();
        if (type == ManagementStatisticsLevel.class) {
            return ManagementStatisticsLevel.Off;
        }
        boolean inline = method.getName().equals("getRegisterRoutesCreateByKamelet");
        return type == Boolean.class || type == boolean.class ? inline : null;
    }
}
