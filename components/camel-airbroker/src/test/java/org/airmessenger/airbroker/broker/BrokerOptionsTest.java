/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class BrokerOptionsTest {

    @TempDir Path directory;

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        BrokerConfiguration options = new BrokerConfiguration();
        options.setMqttPort(70_000);
        options.setJournal("tape");
        options.setPlainEnabled(true);
        options.setPlainHost("0.0.0.0");
        assertThatThrownBy(() -> BrokerChecks.check(options))
                .hasMessageContaining("AIR-1004 dataDirectory")
                .hasMessageContaining("AIR-1008 mqttPort must be 0 to 65535 but was 70000")
                .hasMessageContaining("AIR-1008 journal must be auto, aio or nio but was tape")
                .hasMessageContaining("AIR-1007 a listener without TLS must be on loopback");
        options.setMqttPort(0);
        options.setJournal("auto");
        options.setPlainBeyondLoopback(true);
        options.setDataDirectory(directory.toString());
        BrokerChecks.check(options);
    }

    @Test
    void unpacksAndLoadsTheNativeLibraryWhereThereIsOne() {
        String why = NativeJournal.load(directory.resolve("native"));
        assertThat(why == null).isEqualTo(LibaioContext.isLoaded());
        assertThat(NativeJournal.load(directory.resolve("native"))).isEqualTo(why);
    }

    @Test
    void raisesTheAlarmBeforeTheDiskIsFull() {
        DiskWatch disk = new DiskWatch(directory, 90, 1000);
        assertThat(disk.judge(500_000, 1_000_000)).isEmpty();
        assertThat(disk.judge(999, 1_000_000))
                .startsWith("AIR-1011 the disk must have 1000 bytes free but had 999");
        assertThat(disk.judge(50_000, 1_000_000))
                .startsWith("AIR-1011 the disk must be used to at most 90% but was to 95%");
        disk.look();
        assertThat(disk.usableBytes()).isPositive();
    }

    @Test
    void namesTheTlsFileThatIsMissing() throws Exception {
        BrokerConfiguration options = new BrokerConfiguration();
        assertThatThrownBy(() -> new TlsHandlers(options, null))
                .hasMessageContaining("AIR-1006 a listener with TLS needs")
                .hasMessageContaining("has no certificateFile, keyFile, clientCaFiles;");
        options.setCertificateFile(directory.resolve("none.pem").toString());
        options.setKeyFile("none");
        options.setClientCaFiles("none");
        assertThatThrownBy(() -> new TlsHandlers(options, null))
                .hasMessageStartingWith("AIR-1006 certificate, key and authorities")
                .hasMessageContaining("NoSuchFileException: " + directory.resolve("none.pem"));
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        options.setCertificateFile(empty.toString());
        assertThatThrownBy(() -> new TlsHandlers(options, null))
                .hasMessageContaining("there is no certificate in " + empty);
    }

    @Test
    void reservesTheNamesOfTheGateway() {
        assertThat(ReservedNames.isReserved("lane.cloud.urgent")).isTrue();
        assertThat(ReservedNames.isReserved("$sys/x")).isTrue();
        assertThat(ReservedNames.isReserved("a::b")).isTrue();
        assertThat(ReservedNames.isReserved("lanes/1")).isFalse();
        assertThat(ReservedNames.isReservedOwner("lane")).isTrue();
        assertThat(ReservedNames.isReservedOwner("lane.cloud")).isTrue();
        assertThat(ReservedNames.isReservedOwner("lane-1")).isFalse();
    }
}
