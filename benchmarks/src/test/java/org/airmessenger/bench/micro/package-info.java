/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** Small things beside each other, by JMH: {@code benchmarks/micro.sh}. */
package org.airmessenger.bench.micro;
