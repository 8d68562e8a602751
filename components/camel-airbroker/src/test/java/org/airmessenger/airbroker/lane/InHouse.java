/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airbroker.lane;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Tests with a broker of their own, whose lanes deliver small batches at once. */
abstract class InHouse {

    @TempDir Path directory;
    House house;

    @BeforeEach
    void open() throws Exception {
        house = House.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
    }

    static LaneConfiguration smallBatches() {
        LaneConfiguration lanes = new LaneConfiguration();
        lanes.setNormalMaxDelay(0);
        lanes.setConcurrency(1);
        lanes.setNormalMaxMessages(2);
        return lanes;
    }
}
