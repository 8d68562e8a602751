/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.mqtt;

import org.airmessenger.message.Links;

import org.apache.camel.CamelContext;

/** Announces links under the names that people gave. */
public final class LinkNames {

    private LinkNames() {}

    /**
     * Announces a link.
     *
     * @param routeId of the route that it belongs to
     * @param peer host and port
     */
    public static Links.Handle open(CamelContext context, String routeId, String peer) {
        Links found = context.getRegistry().lookupByNameAndType(Links.BEAN, Links.class);
        Links links = found == null ? new Links() : found;
        return links.open(Links.nameOf(routeId), peer);
    }
}
