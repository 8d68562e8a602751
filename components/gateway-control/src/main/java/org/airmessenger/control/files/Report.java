/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Place;

import org.yaml.snakeyaml.nodes.Node;

import java.util.List;

/** Takes down what is wrong with one file. */
record Report(String file, List<Problem> problems) {

    Place place(Node node) {
        return new Place(file, node.getStartMark().getLine() + 1);
    }

    void add(String code, Node node, String text) {
        problems.add(new Problem(code, place(node), text));
    }

    void add(String code, int line, String text) {
        problems.add(new Problem(code, new Place(file, line), text));
    }
}
