/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.report;

/**
 * A drawing of a report.
 *
 * @param name of its file, without its ending
 * @param title what it shows
 * @param svg the drawing (SVG 1.1)
 */
public record Plot(String name, String title, String svg) {

    /** A drawing whose file is named by its title. */
    public static Plot of(String title, String svg) {
        String name =
                title.toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", "");
        return new Plot(name, title, svg);
    }
}
