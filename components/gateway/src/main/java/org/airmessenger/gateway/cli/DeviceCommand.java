/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.control.files.FourFiles;
import org.airmessenger.control.identity.Authority;
import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.Model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code air device}: who may connect. */
@Command(
        name = "device",
        description = "Adds, shows and revokes devices.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeviceCommand.Add.class,
            DeviceCommand.ListAll.class,
            DeviceCommand.Show.class,
            DeviceCommand.Revoke.class,
            DeviceCommands.class
        })
final class DeviceCommand {

    private DeviceCommand() {}

    /** What the four files say; the running gateway reads the same ones. */
    private static Model model(Path home) {
        FourFiles.Loaded loaded = FourFiles.load(home);
        if (!loaded.isSound()) {
            throw Refusals.of(loaded.problems());
        }
        return loaded.model();
    }

    static Device existing(Path home, String id) {
        Device device = model(home).devices().get(id);
        if (device == null) {
            throw new IllegalArgumentException(
                    "AIR-9045 there is no device " + id + ": air device list shows all");
        }
        return device;
    }

    private static Map<String, Object> values(Device device) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("id", device.id());
        values.put("policy", device.policy());
        values.put("tenant", device.tenant());
        values.put("revoked", device.revoked());
        return values;
    }

    private static String text(Device device) {
        return device.id()
                + "  policy "
                + device.policy()
                + (device.tenant() == null ? "" : "  tenant " + device.tenant())
                + (device.revoked() ? "  revoked" : "");
    }

    /** {@code air device add}. */
    @Command(
            name = "add",
            description =
                    "Registers devices, one after the other, and issues their certificates: ID.key,"
                            + " ID.pem, ca.pem.")
    static final class Add extends BaseCommand {

        @Parameters(
                arity = "1..*",
                paramLabel = "ID",
                description = "The devices' ids: letters, digits and . _ : -")
        private List<String> ids;

        @Option(
                names = "--policy",
                description = "What they may do (default: the only policy there is).")
        private String policy;

        @Option(names = "--tenant", description = "Whose they are.")
        private String tenant;

        @Option(
                names = "--out",
                paramLabel = "DIR",
                description = "Where the files go (default: the current folder).")
        private Path out = Path.of("");

        @Option(
                names = "--days",
                description = "Days that the certificate is valid (default: 365).")
        private int days = (int) Authority.DEVICE_VALIDITY.toDays();

        @Override
        public Integer call() {
            Set<String> policies = model(home()).policies().keySet();
            String chosen =
                    policy == null && policies.size() == 1 ? policies.iterator().next() : policy;
            if (chosen == null || !policies.contains(chosen)) {
                throw new IllegalArgumentException(
                        "AIR-9046 --policy must be one of "
                                + policies
                                + " (conf/policies.yaml) but was "
                                + (chosen == null ? "not given" : chosen));
            }
            Devices devices = Devices.of(this);
            for (String id : ids) {
                add(devices, id, chosen);
            }
            return Air.OK;
        }

        private void add(Devices devices, String id, String chosen) {
            Authority.Issued issued =
                    devices.add(
                            new Device(id, chosen, tenant, false, null),
                            Duration.ofDays(days),
                            out.toAbsolutePath());
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", id);
            values.put("policy", chosen);
            values.put("serial", issued.serial());
            values.put("validUntil", issued.notAfter().toString());
            values.put("key", issued.key().toString());
            values.put("certificate", issued.certificate().toString());
            values.put("ca", issued.ca().toString());
            print(
                    values,
                    id
                            + " may connect until "
                            + issued.notAfter()
                            + "\n  "
                            + issued.key()
                            + "\n  "
                            + issued.certificate()
                            + "\n  "
                            + issued.ca());
        }
    }

    /** {@code air device list}. */
    @Command(name = "list", description = "Lists all devices.")
    static final class ListAll extends BaseCommand {

        @Override
        public Integer call() {
            List<Map<String, Object>> list = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            for (Device device : model(home()).devices().values()) {
                list.add(values(device));
                lines.add(text(device));
            }
            print(
                    Map.of("devices", list),
                    lines.isEmpty() ? "no devices" : String.join("\n", lines));
            return Air.OK;
        }
    }

    /** {@code air device show}. */
    @Command(name = "show", description = "Shows one device.")
    static final class Show extends BaseCommand {

        @Parameters(index = "0", description = "The device's id.")
        private String id;

        @Override
        public Integer call() {
            Device device = existing(home(), id);
            print(values(device), text(device));
            return Air.OK;
        }
    }

    /** {@code air device revoke}. */
    @Command(
            name = "revoke",
            description = "Ends a device's certificates and its sessions, within a second.")
    static final class Revoke extends BaseCommand {

        @Parameters(index = "0", description = "The device's id.")
        private String id;

        @Override
        public Integer call() {
            Devices devices = Devices.of(this);
            devices.revoke(id);
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("id", id);
            values.put("revoked", true);
            values.put("live", devices.isLive());
            print(
                    values,
                    id
                            + " is revoked"
                            + (devices.isLive() ? "" : "; the gateway does not run here"));
            return Air.OK;
        }
    }
}
