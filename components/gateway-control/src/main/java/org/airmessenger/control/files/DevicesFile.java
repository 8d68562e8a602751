/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.control.model.Device;
import org.airmessenger.message.DeviceIds;
import org.airmessenger.message.Quoted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Edits one entry of {@code conf/devices.yaml} in place: comments and every other entry stay byte
 * for byte. The file is replaced atomically and durably; edits of several threads and processes
 * follow one another. Whether the policy exists is the caller's to check, so that a device can be
 * revoked while another file is broken.
 */
public final class DevicesFile {

    private final Path file;
    private final Path lock;

    /**
     * For one home.
     *
     * @param home {@code AIR_HOME}; its {@code conf} must exist
     */
    public DevicesFile(Path home) {
        file = home.resolve(DevicesReader.FILE);
        lock = file.resolveSibling(".devices.lock");
    }

    /**
     * Adds a device.
     *
     * @param tenant may be null
     * @throws ControlException INVALID if the id or tenant is none, CONFLICT if the device exists
     */
    public Device add(String id, String policy, String tenant) {
        checkId("a device id", id);
        if (tenant != null) {
            checkId("a tenant", tenant);
        }
        checkId("the name of a policy", policy);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("policy", policy);
        if (tenant != null) {
            fields.put("tenant", tenant);
        }
        return edit(text -> {
                    if (text.has(id)) {
                        throw new ControlException(
                                Kind.CONFLICT,
                                "AIR-6020 a device must be new to be added but "
                                        + id
                                        + " is in "
                                        + DevicesReader.FILE
                                        + "; change it, or remove it first");
                    }
                    return new DevicesText(text.add(id, fields));
                })
                .get(id);
    }

    /**
     * Changes a device; what is null stays as it is.
     *
     * @throws ControlException INVALID if a name is none, NOT_FOUND if there is no such device
     */
    public Device change(String id, String policy, String tenant, Boolean revoked) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (policy != null) {
            checkId("the name of a policy", policy);
            fields.put("policy", policy);
        }
        if (tenant != null) {
            checkId("a tenant", tenant);
            fields.put("tenant", tenant);
        }
        if (revoked != null) {
            fields.put("revoked", revoked.toString());
        }
        return edit(text -> {
                    DevicesText changed = existing(text, id);
                    for (Map.Entry<String, String> field : fields.entrySet()) {
                        changed =
                                new DevicesText(changed.set(id, field.getKey(), field.getValue()));
                    }
                    return changed;
                })
                .get(id);
    }

    /**
     * Marks a device as revoked; it stays in the file, so that its id is not given to another.
     *
     * @throws ControlException NOT_FOUND if there is no such device
     */
    public Device revoke(String id) {
        return change(id, null, null, true);
    }

    /**
     * Removes a device.
     *
     * @throws ControlException NOT_FOUND if there is no such device
     */
    public void remove(String id) {
        edit(text -> new DevicesText(existing(text, id).remove(id)));
    }

    private static DevicesText existing(DevicesText text, String id) {
        if (!text.has(id)) {
            throw new ControlException(
                    Kind.NOT_FOUND,
                    "AIR-6021 a device must be in "
                            + DevicesReader.FILE
                            + " but "
                            + Quoted.of(id)
                            + " is not; air device list shows all");
        }
        return text;
    }

    private Map<String, Device> edit(UnaryOperator<DevicesText> change) {
        try {
            return SafeFiles.locked(
                    lock,
                    () -> {
                        String before =
                                Files.exists(file)
                                        ? Files.readString(file, StandardCharsets.UTF_8)
                                        : "";
                        DevicesText old = new DevicesText(before);
                        DevicesText now = change.apply(old);
                        Map<String, Device> devices = checked(old, now);
                        SafeFiles.write(file, now.text().getBytes(StandardCharsets.UTF_8));
                        return devices;
                    });
        } catch (IOException e) {
            throw new ControlException(
                    Kind.FAILED,
                    "AIR-6023 "
                            + DevicesReader.FILE
                            + " must be writable but was not ("
                            + e.getClass().getSimpleName()
                            + "); check its owner, permissions and the disk");
        }
    }

    /** The devices of the edited text, which must have no problem that it had not before. */
    private static Map<String, Device> checked(DevicesText before, DevicesText after) {
        List<Problem> old = new ArrayList<>();
        devices(before, old);
        List<Problem> now = new ArrayList<>();
        Map<String, Device> devices = devices(after, now);
        List<String> known = old.stream().map(Problem::text).toList();
        List<Problem> fresh = now.stream().filter(one -> !known.contains(one.text())).toList();
        if (!fresh.isEmpty()) {
            throw new ControlException(
                    Kind.UNSOUND,
                    "AIR-6022 "
                            + DevicesReader.FILE
                            + " is written in a way that cannot be edited here; edit it by hand",
                    fresh);
        }
        return devices;
    }

    private static Map<String, Device> devices(DevicesText text, List<Problem> problems) {
        Report report = new Report(DevicesReader.FILE, problems);
        return DevicesReader.read(text.root(), report, null);
    }

    private static void checkId(String called, String id) {
        if (!DeviceIds.isValid(id)) {
            throw new ControlException(
                    Kind.INVALID,
                    "AIR-6008 "
                            + called
                            + " must match [A-Za-z0-9._:-]{1,128} but was "
                            + Quoted.of(id));
        }
    }
}
