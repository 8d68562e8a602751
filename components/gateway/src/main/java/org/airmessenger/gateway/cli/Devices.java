/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.files.DevicesFile;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.model.Device;

import java.nio.file.Path;
import java.time.Duration;

/** Changes devices: through the running gateway, so that it counts at once, or in the files. */
final class Devices {

    private final Path home;

    private Devices(Path home) {
        this.home = home;
    }

    static Devices of(BaseCommand command) {
        return new Devices(command.home());
    }

    /** Whether a running gateway has taken the change. */
    boolean isLive() {
        return false;
    }

    Authority.Issued add(Device device, Duration validity, Path folder) {
        new DevicesFile(home).add(device.id(), device.policy(), device.tenant());
        return new Authority(home).issue(device.id(), device.tenant(), validity, folder);
    }

    void revoke(String id) {
        new DevicesFile(home).revoke(id);
        new Authority(home).revoke(id);
    }
}
