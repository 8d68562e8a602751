/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import org.airmessenger.airwire.codec.SessionView;

/**
 * What an acceptor decided about a HELLO that was proved.
 *
 * @param session a new one that {@link Sessions#begin} gave its id, or the one to resume
 * @param asked what the initiator wants to resume, or null if it did not ask
 * @param resumes whether the session is the one that was asked for
 * @param reason why it is not: {@code RESUME_UNKNOWN} or {@code RESUME_GAP}; 0 if nothing was asked
 * @param device who it was proved to be
 * @param proofSeconds until the proof ends; 0 never
 */
public record Acceptance(
        Session session,
        SessionView asked,
        boolean resumes,
        int reason,
        String device,
        long proofSeconds) {}
