/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.distribution.Documents.Block;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Types every shell block of the manual, word by word, against the packed product: all pages in one
 * folder with the gateway that the quick start starts. Only ports are others, and it takes tokens.
 */
class DocumentedCommandsTest {

    /** Typed into a terminal of its own, where it goes on. */
    private static final String KEEPS_RUNNING = "keeps-running";

    /** What a block may need that is not here; nothing else keeps one from being typed. */
    private static final Set<String> ELSEWHERE =
            Set.of("needs-systemd", "needs-containers", "needs-packages", "needs-checkout");

    /** Commands that only look: tried again until they see what the page says. */
    private static final Pattern LOOKS =
            Pattern.compile("(cat [^>]|grep [^>]*$|\\./air (status|ledger|doctor|dead list)).*");

    @TempDir Path folder;

    @Test
    void everyCommandOfTheManualDoesWhatThePageSays() throws Exception {
        int mqtt = freePort();
        int web = freePort();
        int wire = freePort();
        int control = freePort();
        int function = freePort();
        Path gatewaySays = folder.resolve("gateway.txt");
        Path functionSays = folder.resolve("function.txt");
        try (Typing typing = new Typing(folder)) {
            typing.set("AIR_SOURCE_MQTT_PORT", Integer.toString(mqtt));
            typing.set("AIR_SOURCE_WEB_PORT", Integer.toString(web));
            typing.set("AIR_SOURCE_WIRE_PORT", Integer.toString(wire));
            typing.set("AIR_CONTROL_PORT", Integer.toString(control));
            typing.set("AIR_SOURCE_MQTT_TOKENS", "true");
            for (Block block : blocks()) {
                String text =
                        block.text()
                                .replaceAll("\\b8883\\b", Integer.toString(mqtt))
                                .replaceAll("\\b8443\\b", Integer.toString(web))
                                .replaceAll("\\b7443\\b", Integer.toString(wire))
                                .replaceAll("\\b9443\\b", Integer.toString(control))
                                .replaceAll("\\b8080\\b", Integer.toString(function));
                if (block.marker().equals(KEEPS_RUNNING)) {
                    boolean gateway = text.contains("air run");
                    Path out = gateway ? gatewaySays : functionSays;
                    Process process = typing.start(text, out);
                    Typing.awaitOf(
                            process,
                            out,
                            () ->
                                    gateway
                                            ? Files.readString(out).contains("ready  ")
                                            : isListening(function));
                } else if (looks(text)) {
                    typing.typeUntilWell(text);
                } else {
                    typing.type(text);
                }
            }
            assertThat(functionSays).content().contains("\"celsius\":", "{\"celsius\": 95}");
        }
        assertThat(gatewaySays).content().doesNotContain("ERROR");
    }

    /** All that can be typed here, in the order of the pages. */
    private static List<Block> blocks() throws IOException {
        List<Block> typed = new ArrayList<>();
        for (String page : Documents.pages()) {
            for (Block block : Documents.blocks(page, "sh")) {
                boolean known =
                        block.marker().isEmpty()
                                || block.marker().equals(KEEPS_RUNNING)
                                || ELSEWHERE.contains(block.marker());
                assertThat(known).as("%s: marker %s", block, block.marker()).isTrue();
                boolean here = !ELSEWHERE.contains(block.marker());
                if (here && (!block.text().contains("curl ") || Typing.isInstalled("curl"))) {
                    typed.add(block);
                }
            }
        }
        assertThat(typed).hasSizeGreaterThan(10);
        return typed;
    }

    private static boolean looks(String text) {
        return text.lines().allMatch(line -> LOOKS.matcher(line).matches());
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
