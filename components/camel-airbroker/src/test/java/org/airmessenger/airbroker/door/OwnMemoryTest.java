/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a device costs that is connected and subscribed to its own commands. */
@Tag("long")
class OwnMemoryTest {

    private static final int DEVICES = 4_000;
    private static final int WARM = 500;
    private static final long MOST_BYTES = 12 << 10;

    @TempDir Path directory;

    @Test
    void aSubscribedDeviceTakesLittleHeap() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Gateway.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(answer(lines, "port"));
            List<SocketChannel> devices = new ArrayList<>();
            connect(devices, port, WARM);
            long[] before = measure(process, lines);
            connect(devices, port, WARM + DEVICES);
            long[] after = measure(process, lines);
            long heap = (after[0] - before[0]) / DEVICES;
            long resident = (after[1] - before[1]) / DEVICES;
            System.out.printf(
                    "connected and subscribed, plain MQTT: %d bytes of heap, %d resident, a device%n",
                    heap, resident);
            assertThat(heap).isLessThanOrEqualTo(MOST_BYTES);
            for (SocketChannel device : devices) {
                device.close();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static String answer(BufferedReader lines, String word) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(word + ' ')) {
                return line.substring(word.length() + 1);
            }
        }
        throw new IOException("the gateway ended");
    }

    /** Heap in use after collections, and resident memory, in bytes. */
    private static long[] measure(Process process, BufferedReader lines) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        String[] words = answer(lines, "memory").split(" ");
        return new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])};
    }

    private static void connect(List<SocketChannel> devices, int port, int until)
            throws IOException {
        while (devices.size() < until) {
            String device = "d" + devices.size();
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            ByteArrayOutputStream packets = new ByteArrayOutputStream();
            // CONNECT (MQTT 5.0, 3.1): clean start, keep alive 0, no properties
            packet(packets, 0x10, "00044d5154540502000000", device, "");
            // SUBSCRIBE (3.8): id 1, QoS 1
            packet(packets, 0x82, "000100", "commands/" + device + "/#", "01");
            channel.write(ByteBuffer.wrap(packets.toByteArray()));
            devices.add(channel);
            if (devices.size() % 100 == 0 || devices.size() == until) {
                for (SocketChannel each :
                        devices.subList(Math.max(0, devices.size() - 100), devices.size())) {
                    awaitSubAck(each);
                }
            }
        }
    }

    private static void packet(
            ByteArrayOutputStream out, int first, String before, String text, String after) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(HexFormat.of().parseHex(before));
        rest.write(0);
        rest.write(text.length());
        rest.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        rest.writeBytes(HexFormat.of().parseHex(after));
        out.write(first);
        out.write(rest.size());
        out.writeBytes(rest.toByteArray());
    }

    /** Reads until the answer to SUBSCRIBE (3.9); once for each. */
    private static void awaitSubAck(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(64);
        while (channel.read(bytes) > 0) {
            for (int i = 0; i < bytes.position(); i++) {
                if (bytes.get(i) == (byte) 0x90) {
                    return;
                }
            }
        }
        throw new IOException("no SUBACK");
    }

    /** The process that is measured. */
    static final class Gateway {

        private Gateway() {}

        /** Runs until it is killed; says what it takes whenever it is asked. */
        public static void main(String[] arguments) throws Exception {
            OwnKit kit = OwnKit.start(Path.of(arguments[0]));
            System.out.println("port " + kit.door.plainPort());
            while (System.in.read() >= 0) {
                for (int i = 0; i < 5; i++) {
                    System.gc();
                }
                Runtime runtime = Runtime.getRuntime();
                long used = runtime.totalMemory() - runtime.freeMemory();
                System.out.println("memory " + used + ' ' + resident());
            }
        }

        private static long resident() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return 0;
        }
    }
}
