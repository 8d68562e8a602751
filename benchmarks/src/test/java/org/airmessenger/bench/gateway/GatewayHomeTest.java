/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.message.Lanes;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class GatewayHomeTest {

    private static final String SINK =
            "sink: air-http-sink\nparameters: { url: \"http://127.0.0.1:9/ingest\" }\n";

    @Test
    void itsFourFilesAreSound() throws Exception {
        Path folder;
        try (GatewayHome home = GatewayHome.create(SINK, 8, 2)) {
            folder = home.folder();
            FourFiles.Loaded loaded = FourFiles.load(folder);
            assertThat(loaded.problems()).isEmpty();
            assertThat(loaded.model().devices()).hasSize(2);
            assertThat(home.fleet().tls(1)).isNotNull();
        }
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void ledgerSurvivesItsLine() {
        Lanes.Account account =
                new Lanes.Account(
                        "cloud", 9, -1, 3, 2, 1, Map.of("expired", 2L, "overflow", 1L), 4, 5, 6);
        assertThat(LedgerLine.read(LedgerLine.write(account))).isEqualTo(account);
    }
}
