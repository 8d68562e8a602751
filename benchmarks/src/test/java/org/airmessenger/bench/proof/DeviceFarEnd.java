/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.bench.proof;

import org.airmessenger.bench.cloud.FarEnd;
import org.airmessenger.bench.load.Receiver;
import org.airmessenger.bench.load.Tally;

import java.io.IOException;

/** A device of the gateway itself, whose session waits for it while it is away. */
final class DeviceFarEnd implements FarEnd {

    private static final String ID = "listener-1";

    private final Tally tally;
    private Receiver receiver;
    private int port;
    private boolean away;

    DeviceFarEnd(Tally tally) {
        this.tally = tally;
    }

    @Override
    public String sink() {
        return "sink: air-device-sink\nparameters: { topic: \"out/{device}\" }\n";
    }

    @Override
    public void goAway() {
        away = true;
        close();
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        away = false;
        receiver = new Receiver(tally);
        receiver.subscribe(port, ID, "out/#", 1, null);
    }

    @Override
    public long progress() {
        return tally.received() + tally.duplicates();
    }

    @Override
    public void gatewayIsUp(int at) throws IOException, InterruptedException {
        port = at;
        if (!away) {
            close();
            comeBack();
        }
    }

    @Override
    public void close() {
        if (receiver != null) {
            receiver.close();
        }
    }
}
