/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * What every door does, whatever its wire: it makes messages of what comes in, keeps one
 * connection's order, bounds memory, knows who is here and who is banned, opens last and closes
 * first.
 */
package org.airmessenger.door;
