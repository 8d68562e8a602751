/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.reload;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

class FileWatchTest {

    private static final long QUIET = 500;

    @TempDir Path home;
    private Path route;
    private FileWatch watch;
    private long now;
    private int reloads;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(home.resolve("conf"));
        Files.createDirectories(home.resolve("kamelets"));
        route = Files.createDirectories(home.resolve("routes")).resolve("a.camel.yaml");
        Files.writeString(route, "one");
        watch = new FileWatch(home, QUIET);
    }

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void doesNothingWhileNothingChanges() {
        pass(5_000);
        assertThat(reloads).isZero();
    }

    @Test
    void makesOneReloadOfFiftyRapidSaves() throws IOException {
        for (int i = 0; i < 50; i++) {
            Files.writeString(route, "x".repeat(i));
            pass(100);
        }
        assertThat(reloads).isZero();
        pass(QUIET + 100);
        assertThat(reloads).isEqualTo(1);
        pass(5_000);
        assertThat(reloads).isEqualTo(1);
    }

    @Test
    void noticesARenameOverADeletionAndANewFile() throws IOException {
        Path other = Files.writeString(home.resolve("routes/.tmp"), "two");
        Files.move(other, route, StandardCopyOption.REPLACE_EXISTING);
        pass(1_000);
        assertThat(reloads).isEqualTo(1);
        Files.delete(route);
        pass(1_000);
        assertThat(reloads).isEqualTo(2);
        Files.writeString(route, "two");
        pass(1_000);
        assertThat(reloads).isEqualTo(3);
        Files.writeString(home.resolve("conf/rules.yaml"), "[]");
        pass(1_000);
        assertThat(reloads).isEqualTo(4);
    }

    @Test
    void noticesALinkThatPointsElsewhere() throws IOException {
        Path one = Files.writeString(Files.createDirectory(home.resolve("v1")).resolve("k"), "1");
        Path two = Files.writeString(Files.createDirectory(home.resolve("v2")).resolve("k"), "2");
        Files.setLastModifiedTime(two, Files.getLastModifiedTime(one));
        Path data = Files.createSymbolicLink(home.resolve("..data".substring(1)), one.getParent());
        Path kamelet = home.resolve("kamelets/k.kamelet.yaml");
        Files.createSymbolicLink(kamelet, data.resolve("k"));
        pass(1_000);
        assertThat(reloads).isEqualTo(1);
        Path next = Files.createSymbolicLink(home.resolve("next"), two.getParent());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        pass(1_000);
        assertThat(reloads).isEqualTo(2);
    }

    @Test
    void overlooksWhatEditorsLeaveBehind() throws IOException {
        Files.writeString(home.resolve("routes/.a.camel.yaml.swp"), "x");
        Files.writeString(home.resolve("routes/a.camel.yaml~"), "x");
        Files.writeString(home.resolve("conf/gateway.properties"), "x");
        pass(2_000);
        assertThat(reloads).isZero();
    }

    @Test
    void triesAgainWhatWasOnlyInTheWay() throws IOException {
        Files.writeString(route, "two");
        for (int i = 0; i < 20; i++) {
            now += 100;
            watch.look(
                    () -> {
                        reloads++;
                        throw new ControlException(Kind.CONFLICT, "AIR-6030 busy");
                    },
                    now);
        }
        assertThat(reloads).isEqualTo(1);
        pass(10_000);
        assertThat(reloads).isEqualTo(2);
    }

    @Test
    void doesNotTryAgainWhatIsWrong() throws IOException {
        Files.writeString(route, "two");
        for (int i = 0; i < 200; i++) {
            now += 100;
            watch.look(
                    () -> {
                        reloads++;
                        throw new ControlException(Kind.UNSOUND, "AIR-6026 wrong");
                    },
                    now);
        }
        assertThat(reloads).isEqualTo(1);
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; ) {
            now += 100;
            watch.look(() -> reloads++, now);
        }
    }
}
