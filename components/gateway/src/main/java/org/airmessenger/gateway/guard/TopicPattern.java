/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A policy's topic filter, ready to be compared with topic names without allocating. {@code
 * ${device}} and {@code ${tenant}} stand for the proven ones, alone or within a level.
 */
final class TopicPattern {

    private static final String DEVICE = "${device}";
    private static final String TENANT = "${tenant}";

    private enum Kind {
        TEXT,
        DEVICE,
        TENANT,
        ONE_LEVEL,
        ALL_LEVELS
    }

    /** A piece of the filter; wildcards are pieces of their own, slashes are text. */
    private record Piece(Kind kind, String text) {}

    private final Piece[] pieces;

    private TopicPattern(Piece[] pieces) {
        this.pieces = pieces;
    }

    /**
     * Compiles a filter.
     *
     * @param filter valid by {@link org.airmessenger.message.Topics#problemOfFilter} once its
     *     placeholders are filled
     */
    static TopicPattern of(String filter) {
        List<Piece> pieces = new ArrayList<>();
        int textFrom = 0;
        int at = 0;
        while (at < filter.length()) {
            Piece piece = pieceAt(filter, at);
            if (piece == null) {
                at++;
                continue;
            }
            addText(pieces, filter, textFrom, at);
            pieces.add(piece);
            at += piece.text.length();
            textFrom = at;
        }
        addText(pieces, filter, textFrom, at);
        return new TopicPattern(pieces.toArray(Piece[]::new));
    }

    private static Piece pieceAt(String filter, int at) {
        if (filter.startsWith(DEVICE, at)) {
            return new Piece(Kind.DEVICE, DEVICE);
        }
        if (filter.startsWith(TENANT, at)) {
            return new Piece(Kind.TENANT, TENANT);
        }
        return switch (filter.charAt(at)) {
            case '+' -> new Piece(Kind.ONE_LEVEL, "+");
            case '#' -> new Piece(Kind.ALL_LEVELS, "#");
            default -> null;
        };
    }

    private static void addText(List<Piece> pieces, String filter, int from, int to) {
        if (from < to) {
            pieces.add(new Piece(Kind.TEXT, filter.substring(from, to)));
        }
    }

    /**
     * Whether the filter allows a topic name.
     *
     * @param topic valid by {@link org.airmessenger.message.Topics#problemOfName}
     * @param device proven device id
     * @param tenant proven tenant, or null: then a filter that names it allows nothing
     */
    boolean allows(String topic, String device, String tenant) {
        int at = 0;
        for (int i = 0; i < pieces.length; i++) {
            Piece piece = pieces[i];
            switch (piece.kind) {
                case ALL_LEVELS:
                    return true;
                case ONE_LEVEL:
                    int slash = topic.indexOf('/', at);
                    at = slash < 0 ? topic.length() : slash;
                    break;
                default:
                    String text = textOf(piece, device, tenant);
                    if (text == null) {
                        return false;
                    }
                    if (!topic.startsWith(text, at)) {
                        return isParentOfAll(i, text, topic, at);
                    }
                    at += text.length();
            }
        }
        return at == topic.length();
    }

    private static String textOf(Piece piece, String device, String tenant) {
        return switch (piece.kind) {
            case DEVICE -> device;
            case TENANT -> tenant;
            default -> piece.text;
        };
    }

    /** {@code a/#} allows {@code a} too (MQTT 5.0, 4.7.1.2): only {@code /} is missing before #. */
    private boolean isParentOfAll(int i, String text, String topic, int at) {
        boolean nextIsLast = i + 2 == pieces.length && pieces[i + 1].kind == Kind.ALL_LEVELS;
        int missing = text.length() - 1;
        return nextIsLast
                && text.charAt(missing) == '/'
                && topic.length() == at + missing
                && topic.startsWith(text.substring(0, missing), at);
    }
}
