/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airwire.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.airwire.codec.Attributes;
import org.airmessenger.airwire.codec.Code;
import org.airmessenger.airwire.codec.Frame;
import org.airmessenger.airwire.codec.FrameReader;
import org.airmessenger.airwire.codec.FrameType;
import org.airmessenger.airwire.codec.SendAttributes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Whole conversations, byte by byte: {@code scenarios.json}, which other implementations can play
 * against theirs. The file is what this test writes.
 */
class ScenariosTest {

    private static final Path FILE =
            Path.of(
                    System.getProperty("air.project.root"),
                    "components/camel-airwire/scenarios.json");

    private final List<String> scenarios = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private Pair pair;

    @Test
    void theFileIsWhatTheSessionsSay() throws IOException {
        firstMessage();
        lostNack();
        crash();
        alias();
        command();
        String text =
                "{\n  \"protocol\": \"airwire/1\",\n  \"about\": \"Conversations of PROTOCOL.md, to be played step by step."
                        + " bytes: what goes over the line in one turn; says: its frames; lost: the line breaks before it"
                        + " arrives; event: what happens at an end.\",\n  \"scenarios\": [\n"
                        + String.join(",\n", scenarios)
                        + "\n  ]\n}\n";
        assertThat(FILE).as("regenerate it: the expected text is its new content").hasContent(text);
    }

    private void begin() {
        pair = new Pair();
        steps.clear();
    }

    private void end(String name, String section) {
        scenarios.add(
                "    {\n      \"name\": \"%s\",\n      \"section\": \"%s\",\n      \"steps\": [\n%s\n      ]\n    }"
                        .formatted(name, section, String.join(",\n", steps)));
    }

    private void event(String what) {
        steps.add("        { \"event\": \"%s\" }".formatted(what));
    }

    private void step(String from, Line line, boolean lost) {
        String hex = line.hex();
        steps.add(
                "        { \"from\": \"%s\", \"says\": \"%s\",%s\n          \"bytes\": \"%s\" }"
                        .formatted(from, says(hex), lost ? " \"lost\": true," : "", hex));
    }

    private static String says(String hex) {
        FrameReader reader = new FrameReader(-1);
        reader.agree(65536, FrameReader.NARROW);
        ByteBuf in = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
        List<String> names = new ArrayList<>();
        for (Frame frame = reader.read(in); frame != null; frame = reader.read(in)) {
            names.add(FrameType.name(frame.type()));
        }
        return String.join(", ", names);
    }

    private void up() {
        pair.device.connection.flush(pair.now);
        step("initiator", pair.device.line, false);
        pair.up();
    }

    private void down() {
        pair.gateway.connection.flush(pair.now);
        step("acceptor", pair.gateway.line, false);
        pair.down();
    }

    private void connect() {
        pair.connect();
        step("initiator", pair.device.line, false);
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        step("acceptor", pair.gateway.line, false);
        pair.gateway.line.deliver(Pair.ALL, pair.device.connection, pair.now);
    }

    private void firstMessage() {
        begin();
        connect();
        pair.device.publish("a1");
        up();
        event("the acceptor stores it");
        pair.gateway.storeAll();
        down();
        event("the initiator leaves");
        pair.device.connection.end(Code.OK, 0, null, pair.now);
        step("initiator", pair.device.line, false);
        pair.device.line.deliver(Pair.ALL, pair.gateway.connection, pair.now);
        step("acceptor", pair.gateway.line, false);
        end("a first message, acknowledged, and a goodbye", "7.2");
    }

    private void lostNack() {
        begin();
        connect();
        pair.device.publish("a1");
        pair.device.publish("a2");
        up();
        event("the acceptor stores 2, has no room for 1, and the line breaks");
        pair.gateway.store(1);
        pair.gateway.refuse(0, Code.STORE_FULL, 1000);
        pair.gateway.connection.flush(pair.now);
        step("acceptor", pair.gateway.line, true);
        pair.cut();
        connect();
        up();
        event("the acceptor stores 1");
        pair.gateway.storeAll();
        down();
        assertThat(pair.gateway.store).hasSize(2);
        end("a lost NACK and a resume lose nothing", "7.3");
    }

    private void crash() {
        begin();
        connect();
        pair.device.publish("a1");
        up();
        event("the acceptor stores it, and crashes: it forgets the session, not the id");
        pair.gateway.storeAll();
        pair.gateway.connection.flush(pair.now);
        step("acceptor", pair.gateway.line, true);
        pair.gateway.crash();
        pair.cut();
        connect();
        up();
        event("the acceptor knows its ORIGIN, and acknowledges without storing it again");
        pair.gateway.storeAll();
        assertThat(pair.gateway.duplicates).isEqualTo(1);
        down();
        end("a crash between storing and acknowledging doubles nothing", "7.5");
    }

    private void alias() {
        begin();
        connect();
        Attributes defaults = Attributes.builder().with(SendAttributes.PRIORITY, 8L).build();
        pair.device.session.alias("t/a", defaults);
        pair.device.publish("a1", defaults, Outgoing.NEVER);
        up();
        pair.device.publish("a2", defaults, Outgoing.NEVER);
        up();
        event("the acceptor stores both");
        pair.gateway.storeAll();
        down();
        event("the line breaks; the aliases live on");
        pair.cut();
        connect();
        pair.device.publish("a3", defaults, Outgoing.NEVER);
        up();
        end("an alias with a default, over a broken line", "8.1");
    }

    private void command() {
        begin();
        connect();
        pair.gateway.send("c1");
        down();
        event("the initiator has it; the line breaks before its ACK arrives");
        step("initiator", pair.device.line, true);
        pair.cut();
        connect();
        assertThat(pair.device.received).containsExactly("c1");
        assertThat(pair.gateway.outcomes).hasSize(1);
        end("a command whose acknowledgement is lost comes once", "7.4");
    }
}
