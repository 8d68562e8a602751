/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Reads the four files as a whole, names everything that is wrong with them, and edits one. */
package org.airmessenger.control.files;
