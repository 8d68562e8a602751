/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.trace;

import org.apache.camel.CamelContext;

/** Is told what the steps saw. Steps look for one in their context's registry when they start. */
@FunctionalInterface
public interface Witness {

    /** Name of the bean. */
    String BEAN = "airWitness";

    /** Takes what a step saw, in the order of the steps. */
    void saw(Finding finding);

    /** The witness of a context, or null: nobody wants to know. */
    static Witness of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, Witness.class);
    }
}
