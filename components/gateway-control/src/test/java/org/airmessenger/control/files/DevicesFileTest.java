/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.model.Device;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class DevicesFileTest {

    @TempDir Path home;
    private Path file;
    private DevicesFile devices;

    @BeforeEach
    void makesConf() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        file = home.resolve("conf/devices.yaml");
        devices = new DevicesFile(home);
    }

    @Test
    void makesTheFileWithItsFirstDevice() throws IOException {
        Device device = devices.add("thermo-1", "sensor", "plant-a");
        assertThat(file).hasContent("thermo-1: { policy: sensor, tenant: plant-a }\n");
        assertThat(device.place()).hasToString("conf/devices.yaml:1");
    }

    @Test
    void addsAtTheEndAndKeepsTheRestByteForByte() throws IOException {
        String before =
                "# ours \uD83D\uDE00\n\n\"a\":   {policy: p}   # first\n\nb:\n  # inside\n  policy: p  # why\n  tenant: t\n# the end";
        Files.writeString(file, before);
        devices.add("c:1", "p", null);
        assertThat(file).hasContent(before + "\n\"c:1\": { policy: p }\n");
    }

    @Test
    void changesOnlyTheFieldsAsked() throws IOException {
        Files.writeString(
                file,
                "# \uD83D\uDE00\na: {policy: p, tenant: 'x'} # one\nb:\n    policy: p # why\n\n# two\nc: { policy: p }\n");
        devices.change("a", "q", "y:1", null);
        devices.revoke("b");
        Device c = devices.revoke("c");
        assertThat(file)
                .hasContent(
                        "# \uD83D\uDE00\na: {policy: q, tenant: \"y:1\"} # one\nb:\n    policy: p # why\n    revoked: true\n\n# two\nc: { policy: p, revoked: true }\n");
        assertThat(c.revoked()).isTrue();
        devices.change("c", null, null, false);
        assertThat(Files.readString(file)).endsWith("c: { policy: p, revoked: false }\n");
    }

    @Test
    void removesOneAndKeepsItsNeighbours() throws IOException {
        Files.writeString(
                file,
                "# top\na: { policy: p }\n# of b\nb:\n  policy: p\n  tenant: t # x\n\n# of c\nc: { policy: p }\n");
        devices.remove("b");
        assertThat(file)
                .hasContent("# top\na: { policy: p }\n# of b\n\n# of c\nc: { policy: p }\n");
        devices.remove("a");
        devices.remove("c");
        assertThat(file).hasContent("# top\n# of b\n\n# of c\n");
        devices.add("d", "p", null);
        assertThat(file).hasContent("# top\n# of b\n\n# of c\nd: { policy: p }\n");
    }

    @Test
    void editsAFileWrittenAsOneFlowMap() throws IOException {
        Files.writeString(file, "{ a: {policy: p}, b: {policy: p} } # all\n");
        devices.add("c", "p", null);
        devices.revoke("b");
        devices.remove("a");
        assertThat(file).hasContent("{ b: {policy: p, revoked: true}, c: { policy: p } } # all\n");
        devices.remove("c");
        assertThat(file).hasContent("{ b: {policy: p, revoked: true} } # all\n");
    }

    @Test
    void keepsWindowsLineEndsAndIndents() throws IOException {
        Files.writeString(file, "  a:\r\n      policy: p\r\n");
        devices.add("b", "p", null);
        devices.revoke("a");
        assertThat(file)
                .hasContent(
                        "  a:\r\n      policy: p\r\n      revoked: true\r\n  b: { policy: p }\r\n");
    }

    @Test
    void refusesTwinsStrangersAndBadNames() throws IOException {
        devices.add("a", "p", null);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> devices.add("a", "p", null))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT))
                .hasMessageStartingWith("AIR-6020");
        assertThatThrownBy(() -> devices.revoke("b"))
                .isInstanceOfSatisfying(
                        ControlException.class,
                        e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        assertThatThrownBy(() -> devices.add("x: {}\ny", "p", null)).hasMessageContaining("6008");
        assertThatThrownBy(() -> devices.add("x", "p }\ny: {", null)).hasMessageContaining("6008");
        assertThatThrownBy(() -> devices.add("x", "p", "\"")).hasMessageContaining("6008");
        assertThat(file).hasBinaryContent(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1,", "- a\n", "a: &x {policy: p}\nb: *x\n"})
    void leavesAFileThatItCannotEditAsItIs(String text) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> devices.add("z", "p", null))
                .isInstanceOf(ControlException.class)
                .hasMessageStartingWith("AIR-6022");
        assertThat(file).hasContent(text);
        assertThat(home.resolve("conf")).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void revokesWhileAnotherEntryIsBroken() throws IOException {
        Files.writeString(file, "a: { polizy: p }\nb: { policy: p }\n");
        assertThat(devices.revoke("b").revoked()).isTrue();
        assertThat(file).hasContent("a: { polizy: p }\nb: { policy: p, revoked: true }\n");
    }

    @Test
    void losesNoEditOfManyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Device>> done = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String id = "d" + i;
                done.add(threads.submit(() -> new DevicesFile(home).add(id, "p", null)));
            }
            for (Future<Device> one : done) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Files.readAllLines(file)).hasSize(64).doesNotHaveDuplicates();
    }

    @Test
    void keepsThePermissionsOfTheFile() throws IOException {
        Files.writeString(file, "");
        var permissions = java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----");
        Files.setPosixFilePermissions(file, permissions);
        devices.add("a", "p", null);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(permissions);
    }
}
