/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import org.airmessenger.message.RefusedException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Message;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps, drops and renames members of JSON bodies, in this order. What cannot be read is refused by
 * default: who drops a member for a reason does not want it to pass because a comma was missing.
 */
public final class ProjectStep extends PayloadStep {

    private static final int MAX_BYTES = 16_777_216;

    private Pointers keep;
    private Pointers drop;
    private List<Rename> renames = List.of();
    private boolean pass;
    private int maxBytes = 1 << 20;

    private record Rename(List<String> from, List<String> to) {}

    /** JSON pointers of what stays; empty keeps all. */
    public void setKeep(String keep) {
        this.keep = Pointers.of("keep", keep);
    }

    /** JSON pointers of what goes. */
    public void setDrop(String drop) {
        this.drop = Pointers.of("drop", drop);
    }

    /** Pairs {@code /from=/to} of JSON pointers to members of objects. */
    public void setRename(String rename) {
        List<Rename> found = new ArrayList<>();
        for (String pair : Pointers.split(rename)) {
            int at = pair.indexOf('=');
            if (at < 0 || at != pair.lastIndexOf('=') || pair.contains("*")) {
                throw Pointers.wrong("rename", "must be pairs /from=/to without *", pair);
            }
            found.add(
                    new Rename(
                            Pointers.levels("rename", pair.substring(0, at)),
                            Pointers.levels("rename", pair.substring(at + 1))));
        }
        renames = found;
    }

    /** What becomes of bodies that cannot be read: {@code refuse} or {@code pass}. */
    public void setOnUnreadable(String onUnreadable) {
        pass = oneOf("onUnreadable", onUnreadable, List.of("refuse", "pass")).equals("pass");
    }

    /** Larger bodies are not read, in bytes, 1–16,777,216. */
    public void setMaxBytes(int maxBytes) {
        this.maxBytes = (int) within("maxBytes", maxBytes, 1, MAX_BYTES);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (keep == null && drop == null && renames.isEmpty()) {
            throw new IllegalArgumentException(
                    "AIR-8001 keep, drop or rename must say what to do but all are empty, set one");
        }
    }

    @Override
    void apply(Message message) {
        byte[] body = Bodies.bytes(message);
        RefusedException problem = null;
        JsonNode root = null;
        if (body.length > maxBytes) {
            problem =
                    tooLarge(
                            "AIR-8041 a body to project must be ≤ %d bytes but was %d, send less or raise maxBytes"
                                    .formatted(maxBytes, body.length));
        } else {
            root = isOpaque(message) ? null : JsonBody.parse(body);
            if (root == null || !root.isContainerNode()) {
                problem =
                        unreadable(
                                "AIR-8040 a body to project must be a plain JSON object or array but is"
                                        + " not, correct the device or set onUnreadable to pass");
            }
        }
        if (problem == null) {
            message.setBody(project(root));
        } else if (!pass) {
            throw problem;
        }
    }

    private byte[] project(JsonNode root) {
        if (keep != null) {
            keep.keep(root);
        }
        if (drop != null) {
            drop.drop(root);
        }
        renames.forEach(rename -> rename(root, rename));
        return JsonBody.write(root);
    }

    private static void rename(JsonNode root, Rename rename) {
        JsonNode parent = root;
        int last = rename.from().size() - 1;
        for (int i = 0; i < last && parent != null; i++) {
            parent = child(parent, rename.from().get(i));
        }
        String name = rename.from().get(last);
        if (parent instanceof ObjectNode object && object.has(name) && isFree(root, rename.to())) {
            put(root, rename.to(), object.remove(name));
        }
    }

    private static JsonNode child(JsonNode node, String level) {
        if (node.isArray()) {
            return level.matches("0|[1-9][0-9]{0,8}") ? node.get(Integer.parseInt(level)) : null;
        }
        return node.get(level);
    }

    /** Whether something can be put there: every level on the way is an object, or not there. */
    private static boolean isFree(JsonNode root, List<String> levels) {
        JsonNode at = root;
        for (int i = 0; i < levels.size() && at != null; i++) {
            if (!at.isObject()) {
                return false;
            }
            at = at.get(levels.get(i));
        }
        return true;
    }

    private static void put(JsonNode root, List<String> levels, JsonNode value) {
        ObjectNode at = (ObjectNode) root;
        for (int i = 0; i < levels.size() - 1; i++) {
            JsonNode next = at.get(levels.get(i));
            at = next instanceof ObjectNode object ? object : at.putObject(levels.get(i));
        }
        at.set(levels.get(levels.size() - 1), value);
    }
}
