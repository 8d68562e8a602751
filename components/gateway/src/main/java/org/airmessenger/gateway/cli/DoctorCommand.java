/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.cli;

import org.airmessenger.gateway.cli.Doctor.Finding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code air doctor}: looks for what would keep the gateway from running well. */
@Command(
        name = "doctor",
        description =
                "Checks configuration, ports, permissions, disk, clock, JDK, certificates, journal,"
                        + " start archive, container.")
final class DoctorCommand extends BaseCommand {

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A configuration key, as for run. May be repeated.")
    private List<String> sets = List.of();

    @Override
    public Integer call() {
        List<Finding> findings = new Doctor(home(), sets).examine();
        boolean well = findings.stream().noneMatch(finding -> finding.state().equals(Doctor.BAD));
        List<Map<String, Object>> list = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("check", finding.check());
            values.put("state", finding.state());
            values.put("text", finding.text());
            list.add(values);
            text.append(
                    String.format(
                            "%-5s %-13s %s%n", finding.state(), finding.check(), finding.text()));
        }
        text.append(well ? "well" : "not well");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("well", well);
        values.put("findings", list);
        print(values, text.toString());
        return well ? Air.OK : Air.FAILED;
    }
}
