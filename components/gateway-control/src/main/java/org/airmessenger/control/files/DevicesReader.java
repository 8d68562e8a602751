/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.airmessenger.control.model.Device;
import org.airmessenger.control.model.Place;
import org.airmessenger.message.Quoted;

import org.yaml.snakeyaml.nodes.Node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code conf/devices.yaml}. What is not written is: no tenant; not revoked. */
final class DevicesReader {

    static final String FILE = "conf/devices.yaml";

    private DevicesReader() {}

    static Map<String, Device> read(Node root, Report report, Set<String> policies) {
        Fields file = new Fields(report, FILE, root, new Place(FILE, 1));
        Map<String, Device> devices = new LinkedHashMap<>();
        file.each(
                (id, place) -> {
                    Names.checkId(file, id, "a device id", id);
                    Fields fields = file.fields(id, "device " + id);
                    devices.put(id, device(id, fields, policies, place));
                });
        return devices;
    }

    private static Device device(String id, Fields fields, Set<String> policies, Place place) {
        fields.only("policy", "tenant", "revoked");
        String policy = fields.required("policy");
        if (policy != null && policies != null && !policies.contains(policy)) {
            fields.problem(
                    Problem.NO_SUCH,
                    "policy",
                    "device "
                            + id
                            + " names the policy "
                            + Quoted.of(policy)
                            + " that is not in "
                            + PoliciesReader.FILE
                            + "; "
                            + Suggestion.of(policy, policies));
        }
        String tenant = fields.text("tenant");
        Names.checkId(fields, "tenant", "a tenant", tenant);
        return new Device(
                id, policy == null ? "" : policy, tenant, fields.bool("revoked", false), place);
    }
}
