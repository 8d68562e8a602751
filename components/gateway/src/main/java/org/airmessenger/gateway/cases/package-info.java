/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * Cases files: tables of message in, verdict out, beside each route and Kamelet. They are run with
 * the real loader and the real steps; only what would leave the machine is a stub.
 */
package org.airmessenger.gateway.cases;
