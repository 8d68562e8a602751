/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Artemis as a Camel component: {@code airbroker:door} takes devices' messages in, {@code
 * airbroker:lanes} keeps them, {@code airbroker:lane/<destination>} gives them out.
 */
package org.airmessenger.airbroker;
