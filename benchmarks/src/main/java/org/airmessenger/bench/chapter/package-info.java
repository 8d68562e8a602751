/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
/**
 * The chapters of the report, one question each. They measure and tell; none of them fails because
 * a figure is low.
 */
package org.airmessenger.bench.chapter;
