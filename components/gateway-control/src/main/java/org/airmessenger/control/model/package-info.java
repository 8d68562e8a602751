/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What the four files say, as immutable values that the rooms compile for their own use. */
package org.airmessenger.control.model;
