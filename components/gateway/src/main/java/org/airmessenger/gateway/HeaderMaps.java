/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import org.airmessenger.message.MessageHeaders;

import org.apache.camel.impl.engine.DefaultHeadersMapFactory;

import java.util.Map;

/** Keeps the headers of devices' messages as the doors and lanes made them; all others as ever. */
final class HeaderMaps extends DefaultHeadersMapFactory {

    @Override
    public Map<String, Object> newMap(Map<String, Object> map) {
        return map instanceof MessageHeaders ? new MessageHeaders(map) : super.newMap(map);
    }

    @Override
    public boolean isInstanceOf(Map<String, Object> map) {
        return map instanceof MessageHeaders || super.isInstanceOf(map);
    }
}
