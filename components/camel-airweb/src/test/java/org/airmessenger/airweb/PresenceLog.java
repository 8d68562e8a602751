/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import org.airmessenger.message.Identity;
import org.airmessenger.message.Presence;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who came and who went, in words: {@code thermo-1 here by http}, {@code thermo-1 gone: lost}. */
final class PresenceLog implements Presence {

    final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public void connected(Identity identity) {
        said.add(identity.device() + " here by " + identity.door());
    }

    @Override
    public void gone(Identity identity, String reason) {
        said.add(identity.device() + " gone: " + reason);
    }
}
