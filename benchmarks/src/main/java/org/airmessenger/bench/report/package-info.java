/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/** What the benchmarks found, for people (Markdown) and for machines (JSON). */
package org.airmessenger.bench.report;
