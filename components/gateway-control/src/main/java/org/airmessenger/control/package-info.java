/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** The control plane: who may do what, what goes where, and the operator's way in. */
package org.airmessenger.control;
