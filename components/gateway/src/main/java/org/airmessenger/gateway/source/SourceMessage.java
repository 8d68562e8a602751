/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.source;

import java.util.Map;

/**
 * A message as a source made it, kept as it was until its outcome is known: the steps behind may
 * have changed the exchange when it comes again.
 *
 * @param body the bytes
 * @param headers all of them
 */
record SourceMessage(byte[] body, Map<String, Object> headers) {}
