/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.down;

import java.util.Map;
import java.util.TreeMap;

/**
 * The letters of one mailbox in their order: first those on the shelf, then those that are fresh
 * from the journal. A higher number is never on the shelf while a lower one is not. Belongs to the
 * shard's thread.
 */
final class Pile {

    private final Mailbox box;

    /** Not on the shelf, or not safely; null if there is none. */
    private TreeMap<Long, Letter> fresh;

    /** How many are on the shelf. */
    private int shelved;

    private long lastShelved;

    /** Nothing on the shelf expires before. */
    private long nextExpiry = Long.MAX_VALUE;

    Pile(Mailbox box) {
        this.box = box;
    }

    private Shelf shelf() {
        return box.shard.room.shelf;
    }

    /** One more came out of the journal. */
    void add(Letter letter) {
        if (fresh == null) {
            fresh = new TreeMap<>();
        }
        fresh.put(letter.number, letter);
    }

    /** One more is on the shelf. */
    void shelved(long number, long expiry) {
        shelved++;
        lastShelved = Math.max(lastShelved, number);
        nextExpiry = Math.min(nextExpiry, expiry);
    }

    /** A fresh one is on the shelf now, safely; what left meanwhile leaves it, too. */
    void moved(Letter letter) {
        if (letter.gone) {
            shelf().remove(box.device, letter.number);
        } else {
            forget(letter);
            shelved(letter.number, letter.expiry);
            if (letter.given && !letter.noted) {
                // given between being put there and being safe
                note(letter);
            }
        }
    }

    private void forget(Letter letter) {
        fresh.remove(letter.number);
        if (fresh.isEmpty()) {
            fresh = null;
        }
    }

    /** The first with a higher number; null if there is none. */
    Letter after(long number) {
        if (shelved > 0 && number < lastShelved) {
            Shelf.Found found = shelf().after(box.device, number);
            if (found != null && found.number() <= lastShelved) {
                return letter(found);
            }
        }
        Map.Entry<Long, Letter> next = fresh == null ? null : fresh.higherEntry(number);
        return next == null ? null : next.getValue();
    }

    /** The one with a number; null if there is none. */
    Letter find(long number) {
        Letter letter = fresh == null ? null : fresh.get(number);
        if (letter != null || number > lastShelved) {
            return letter;
        }
        Shelf.Found found = shelf().find(box.device, number);
        return found == null ? null : letter(found);
    }

    private Letter letter(Shelf.Found found) {
        Shelf.Slip slip = found.slip();
        Letter letter = new Letter(box, found.number(), slip.size(), slip.expiry());
        letter.given = box.shard.room.mayBeGiven(found);
        return letter;
    }

    /** Takes one out for good. */
    void remove(Letter letter) {
        letter.gone = true;
        if (letter.reference == null) {
            shelf().remove(box.device, letter.number);
            shelved--;
        } else {
            forget(letter);
            if (!letter.shelving) {
                box.shard.drop(letter);
            }
        }
    }

    /** Notes that one was given to a line. */
    void given(Letter letter) {
        letter.given = true;
        if (letter.reference == null) {
            note(letter);
        }
    }

    private void note(Letter letter) {
        shelf().given(
                        box.device,
                        new Shelf.Found(
                                letter.number, new Shelf.Slip(letter.expiry, letter.size, true)));
    }

    /** What one says; null if it cannot be told any more. */
    Content content(Letter letter) {
        return letter.reference == null
                ? shelf().content(letter.number)
                : Contents.of(letter.reference);
    }

    /** Whether something on the shelf may have expired. */
    boolean mayExpire(long now) {
        return now >= nextExpiry;
    }

    /**
     * The first expiry from now on, as it was just found to be; {@link Long#MAX_VALUE} for none.
     */
    void nextExpiry(long millis) {
        nextExpiry = millis;
    }

    /** Whether one is on the shelf. */
    boolean isShelved(Letter letter) {
        return letter.reference == null;
    }
}
