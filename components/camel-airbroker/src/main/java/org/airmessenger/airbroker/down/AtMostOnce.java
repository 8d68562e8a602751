/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import org.airmessenger.airbroker.lane.Mail;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;

import java.util.List;

/** A message that may be lost: only lines that are open get it, and only if they have room. */
final class AtMostOnce implements Mail.Claim {

    private final DownlinkRoom room;
    private final List<OpenLine> lines;
    private final Message message;

    AtMostOnce(DownlinkRoom room, List<OpenLine> lines, Message message) {
        this.room = room;
        this.lines = lines;
        this.message = message;
    }

    @Override
    public List<Mail.Copy> copies() {
        return List.of();
    }

    @Override
    public void kept() {
        Content content = Content.of(message);
        String topic = content.text(AirHeaders.TOPIC);
        for (OpenLine line : lines) {
            OwnFilter filter = OwnFilter.match(line.own(), topic);
            boolean given = filter != null && line.takeCredit();
            if (given) {
                line.give(content, filter, 0, false);
            }
            room.metrics.atMostOnce(given);
        }
    }

    @Override
    public void refused() {
        // nothing was promised
    }
}
