/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Packets that are nearly right: what somebody looks for a hole with. */
final class Mutations {

    private static final List<String> FIVE =
            List.of(
                    "30 ~ 0001 74 00 78",
                    "32 ~ 0003 612f62 0001 1a 01 01 02 0000003c 03 0001 74 08 0001 72 09 0002 00ff 26 0001 6b 0001 76 78",
                    "35 ~ 0001 74 0002 03 23 0001 78",
                    "40 ~ 0001 00 00",
                    "50 ~ 0001",
                    "62 ~ 0002 00 00",
                    "70 ~ 0001",
                    "82 ~ 0002 02 0b 07 0003 612f23 01 0001 2b 02",
                    "82 ~ 0003 00 000b 2473686172652f672f74 01",
                    "a2 ~ 0004 00 0003 612f23",
                    "c0 ~",
                    "e0 ~ 04 05 11 0000000a",
                    "f0 ~ 18 04 15 0001 6d");

    private static final List<String> THREE =
            List.of(
                    "30 ~ 0001 74 78",
                    "32 ~ 0001 74 0001 78",
                    "34 ~ 0001 74 0002 78",
                    "62 ~ 0002",
                    "40 ~ 0001",
                    "82 ~ 0001 0001 74 01",
                    "a2 ~ 0002 0001 74",
                    "c0 ~",
                    "e0 ~");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    /** A connection's bytes: whole, half, and none of what MQTT says. */
    byte[] conversation() {
        boolean five = random.nextBoolean();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int kind = random.nextInt(10);
        if (kind == 0) {
            out.writeBytes(random(1 + random.nextInt(40)));
        } else if (kind < 4) {
            out.writeBytes(mutate(connect(five)));
        } else if (kind < 9) {
            out.writeBytes(connect(five));
        }
        for (int i = random.nextInt(4); i >= 0; i--) {
            byte[] packet = packet(five);
            out.writeBytes(random.nextInt(4) == 0 ? packet : mutate(packet));
        }
        return out.toByteArray();
    }

    private byte[] connect(boolean five) {
        String id = "%02x".formatted('0' + random.nextInt(10));
        return five
                ? bytes(
                        "10 ~ 0004 4d515454 05 06 0001 05 11 00000001 0002 64"
                                + id
                                + " 05 18 00000001 0001 77 0001 78")
                : bytes(
                        "10 ~ 0004 4d515454 04 c6 0001 0002 64"
                                + id
                                + " 0001 77 0001 78 0001 75 0001 70");
    }

    private byte[] packet(boolean five) {
        List<String> all = five ? FIVE : THREE;
        return bytes(all.get(random.nextInt(all.size())));
    }

    private byte[] mutate(byte[] packet) {
        byte[] out = packet.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> out[random.nextInt(out.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[random.nextInt(out.length)] = (byte) random.nextInt(256);
                case 2 -> out = Arrays.copyOf(out, 1 + random.nextInt(out.length));
                case 3 -> out = insert(out, random.nextInt(out.length + 1));
                case 4 -> out[Math.min(1, out.length - 1)] = (byte) random.nextInt(128);
                default -> out[0] = (byte) (random.nextInt(16) << 4 | out[0] & 0xF);
            }
        }
        return out;
    }

    private byte[] insert(byte[] packet, int at) {
        byte[] more = random(1 + random.nextInt(5));
        byte[] out = Arrays.copyOf(packet, packet.length + more.length);
        System.arraycopy(packet, at, out, at + more.length, packet.length - at);
        System.arraycopy(more, 0, out, at, more.length);
        return out;
    }

    private byte[] random(int length) {
        byte[] out = new byte[length];
        random.nextBytes(out);
        return out;
    }

    private static byte[] bytes(String packet) {
        String hex = packet.replace(" ", "");
        return HexFormat.of().parseHex(hex.replace("~", "%02x".formatted((hex.length() - 3) / 2)));
    }
}
