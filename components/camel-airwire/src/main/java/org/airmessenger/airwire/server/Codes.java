/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.server;

import org.airmessenger.airwire.codec.Code;
import org.airmessenger.message.Refusal;

/** The gateway's causes in the protocol's codes. */
final class Codes {

    private Codes() {}

    /** Of a message. */
    static int ofMessage(Refusal refusal) {
        return switch (refusal) {
            case NOT_ALLOWED, NOT_AUTHENTICATED, BANNED -> Code.NOT_ALLOWED;
            case TOO_LARGE -> Code.TOO_LARGE;
            case OVER_RATE -> Code.OVER_RATE;
            case LANE_FULL -> Code.STORE_FULL;
            case NO_RECEIVER -> Code.NO_RECEIVER;
            case MALFORMED -> Code.MESSAGE_MALFORMED;
            case UNREADABLE -> Code.PAYLOAD_REFUSED;
            case GOING_DOWN -> Code.GOING_DOWN;
            case FAILED -> Code.FAILED;
        };
    }

    /** Of a device that is not let in. */
    static int ofConnection(Refusal refusal) {
        return switch (refusal) {
            case BANNED -> Code.BANNED;
            case GOING_DOWN -> Code.SHUTDOWN;
            case OVER_RATE, LANE_FULL -> Code.OVERLOADED;
            default -> Code.NOT_AUTHENTICATED;
        };
    }

    /** Of a device whose connection is ended. */
    static int ofEviction(String reason) {
        return switch (reason) {
            case "expired" -> Code.EXPIRED_PROOF;
            case "banned" -> Code.REFUSED_TOO_OFTEN;
            default -> Code.BANNED;
        };
    }

    /** The cause of a QoS 0 message that was dropped because of a code. */
    static Refusal causeOf(int code) {
        return code == Code.UNKNOWN_ALIAS || code == Code.UNSUPPORTED
                ? Refusal.MALFORMED
                : Refusal.FAILED;
    }

    /** The word by which an end that the door made is counted. */
    static String ended(int code) {
        return switch (code) {
            case Code.BANNED, Code.EXPIRED_PROOF, Code.REFUSED_TOO_OFTEN -> "evicted";
            case Code.IDLE -> "silent";
            case Code.REPLACED, Code.TAKEN_OVER -> "taken-over";
            case Code.SHUTDOWN -> "going-down";
            case Code.FRAME_TOO_LARGE -> "too-large";
            case Code.CONTROL_FLOOD, Code.CREDIT_EXCEEDED, Code.OVERLOADED -> "over-rate";
            default -> code >= Code.VIOLATION ? "malformed" : "failed";
        };
    }

    /** Why a connection ended, in a word for people. */
    static String reason(int code, boolean byPeer) {
        if (code == Code.OK) {
            return byPeer ? "disconnected" : "going down";
        }
        return switch (code) {
            case -1, Code.IDLE -> "lost";
            case Code.BANNED -> "revoked";
            case Code.EXPIRED_PROOF -> "expired";
            case Code.REFUSED_TOO_OFTEN -> "banned";
            case Code.SHUTDOWN -> "going down";
            case Code.REPLACED, Code.TAKEN_OVER -> "replaced";
            default -> code >= Code.VIOLATION ? "protocol error" : "disconnected";
        };
    }
}
