/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.micro;

import org.airmessenger.bench.gateway.GatewayHome;
import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.model.Model;

import java.io.IOException;

/** The four files of the benchmarks, read as the gateway reads them. */
public final class Models {

    private static final String SINK =
            "sink: air-http-sink\nparameters: { url: \"http://127.0.0.1:9/ingest\" }\n";

    private Models() {}

    /** One rule for each of so many devices, and one for all. */
    public static Model withRules(int count) throws IOException {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < count; i++) {
            rules.append("- { id: r").append(i);
            rules.append(", match: { topic: \"sensors/sensor-").append(i);
            rules.append("/#\" }, to: [cloud], local: false }\n");
        }
        rules.append("- { id: all, match: { topic: \"sensors/+/temperature\" }, to: [cloud] }\n");
        try (GatewayHome home = GatewayHome.create(SINK, 8, 0)) {
            home.put("conf/rules.yaml", rules.toString());
            FourFiles.Loaded loaded = FourFiles.load(home.folder());
            if (!loaded.isSound()) {
                throw new IOException(loaded.problems().toString());
            }
            return loaded.model();
        }
    }
}
