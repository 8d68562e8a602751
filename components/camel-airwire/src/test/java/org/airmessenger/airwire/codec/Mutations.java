/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.codec;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages bytes as attackers, bad memory and bad programmers do. */
final class Mutations {

    private static final int[] NASTY = {
        0x00, 0x01, 0x3f, 0x40, 0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xff, 0x10, 0x17, 0x90, 0x91, 0xa0
    };

    private final RandomGenerator random;

    Mutations(RandomGenerator random) {
        this.random = random;
    }

    byte[] damage(byte[] bytes, byte[] other) {
        byte[] damaged = bytes;
        for (int i = random.nextInt(4); i >= 0; i--) {
            damaged = once(damaged, other);
        }
        return damaged;
    }

    private byte[] once(byte[] in, byte[] other) {
        if (in.length == 0) {
            return other;
        }
        int at = random.nextInt(in.length);
        byte[] out = in.clone();
        switch (random.nextInt(9)) {
            case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> out[at] = (byte) NASTY[random.nextInt(NASTY.length)];
            case 2 -> out[at] = (byte) random.nextInt();
            // the length in front, the likeliest lie
            case 3 -> out[0] = (byte) random.nextInt();
            case 4 -> out = Arrays.copyOf(in, at);
            case 5 -> out = insert(in, at, random.nextInt(1, 9));
            case 6 -> out = join(Arrays.copyOf(in, at), other);
            case 7 -> out = join(in, other);
            default -> out = join(Arrays.copyOf(in, at), Arrays.copyOfRange(in, at / 2, in.length));
        }
        return out;
    }

    private byte[] insert(byte[] in, int at, int count) {
        byte[] more = new byte[count];
        random.nextBytes(more);
        return join(join(Arrays.copyOf(in, at), more), Arrays.copyOfRange(in, at, in.length));
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, Math.min(a.length + b.length, Math.max(4096, a.length)));
        System.arraycopy(b, 0, out, a.length, out.length - a.length);
        return out;
    }
}
