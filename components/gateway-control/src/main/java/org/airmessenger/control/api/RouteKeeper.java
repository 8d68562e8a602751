/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import org.airmessenger.control.files.Problem;
import org.airmessenger.control.model.Model;

import java.util.List;
import java.util.function.Consumer;

/**
 * Who keeps the routes: reads their files together with the four files, and replaces what changed
 * while messages flow.
 */
public interface RouteKeeper {

    /**
     * What the files say now.
     *
     * @param model the four files; meaningless if there is a problem
     * @param problems everything that is wrong with any file
     * @param change from what runs to what the files say; meaningless if there is a problem
     */
    record Reading(Model model, List<Problem> problems, RouteChange change) {}

    /**
     * Replaces routes: {@link #open}, then {@link #close}, then {@link #done}, or {@link #undo}.
     */
    interface RouteChange {

        /** Files of routes and Kamelets that are new, changed or gone, one phrase for each. */
        List<String> files();

        /**
         * Builds what is new beside the old and swaps, before the new rules are in force; sources
         * come later.
         *
         * @throws org.airmessenger.control.ControlException if it cannot; then {@link #undo}
         */
        void open();

        /**
         * Opens what brings messages in, after the new rules are in force, and ends what is gone,
         * so that nothing more is on its way.
         *
         * @param isEmpty throws if a destination, named by it, still has a backlog
         * @throws org.airmessenger.control.ControlException if it cannot; then {@link #undo}
         */
        void close(Consumer<String> isEmpty);

        /** Takes back all that was done. */
        void undo();

        /** It holds: the old ones end what they have begun and are forgotten. */
        void done();
    }

    /**
     * Reads and checks all files, as at a start.
     *
     * @param before the model in force
     */
    Reading read(Model before);
}
