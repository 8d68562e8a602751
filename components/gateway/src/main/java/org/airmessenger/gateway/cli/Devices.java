/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.api.OperatorClient;
import org.airmessenger.control.files.DevicesFile;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.identity.TokenSettings;
import org.airmessenger.control.identity.Tokens;
import org.airmessenger.control.model.Device;

import java.nio.file.Path;
import java.time.Duration;

/** Changes devices: through the running gateway, so that it counts at once, or in the files. */
final class Devices {

    private static final String NOT_RUNNING = "AIR-6301";

    private final Path home;
    private boolean live;

    private Devices(Path home) {
        this.home = home;
    }

    static Devices of(BaseCommand command) {
        return new Devices(command.home());
    }

    /** Whether a running gateway took the change. */
    boolean isLive() {
        return live;
    }

    Authority.Issued add(Device device, Duration validity, Path folder) {
        change(
                operator -> operator.addDevice(device.id(), device.policy(), device.tenant()),
                () -> new DevicesFile(home).add(device.id(), device.policy(), device.tenant()));
        return new Authority(home).issue(device.id(), device.tenant(), validity, folder);
    }

    void revoke(String id) {
        change(
                operator -> operator.revokeDevice(id),
                () -> {
                    new Authority(home).revoke(id);
                    new Tokens(home, TokenSettings.STANDARD).revokeAll(id);
                    new DevicesFile(home).revoke(id);
                });
    }

    private void change(java.util.function.Consumer<OperatorClient> running, Runnable files) {
        try {
            running.accept(OperatorClient.of(home));
            live = true;
        } catch (ControlException e) {
            if (!e.code().equals(NOT_RUNNING)) {
                throw e;
            }
            files.run();
        }
    }
}
