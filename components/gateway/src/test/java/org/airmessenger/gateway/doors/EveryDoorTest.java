/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.doors;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Any to any: one message with everything comes in by every door, and goes out to every kind of
 * sink and down by every door. What survives is the table of docs/doors.md.
 */
class EveryDoorTest {

    private static final Path PAGE =
            Path.of(System.getProperty("air.project.root"), "docs/doors.md");
    private static final String BEGIN = "<!-- the matrix, written by EveryDoorTest -->\n";
    private static final String END = "<!-- end of the matrix -->";

    /** What an event for people outside has no place for. */
    private static final List<String> IN_NO_EVENT = List.of(Letter.QOS);

    /** Devices by the doors that they come by. */
    private static final Map<String, String> DEVICES = new LinkedHashMap<>();

    static {
        DEVICES.put("MQTT 5", "mqtt");
        DEVICES.put("HTTP", "web");
        DEVICES.put("HTTP batch", "batch");
        DEVICES.put("WebSocket", "socket");
        DEVICES.put("wire", "wire");
    }

    @TempDir Path folder;
    private Sinks sinks;
    private House house;
    private final Map<String, Door> doors = new LinkedHashMap<>();
    private Door ear;

    @BeforeEach
    void open() throws Exception {
        house = new House(folder);
        sinks = new Sinks(folder);
        house.write("destinations.yaml", sinks.configuration());
        house.write(
                "rules.yaml",
                """
                - { id: all, match: { topic: "letters/#" }, to: [http, file, kafka, lambda, mqtt, gateway, device], local: false }
                """);
        house.add(DEVICES.values().toArray(String[]::new));
        house.add("ear");
        house.start();
        for (Map.Entry<String, String> each : DEVICES.entrySet()) {
            doors.put(each.getKey(), house.open(each.getKey(), each.getValue()));
        }
        ear = house.open("MQTT 5", "ear");
    }

    @AfterEach
    void close() {
        doors.values().forEach(Door::close);
        if (ear != null) {
            ear.close();
        }
        house.close();
        if (sinks != null) {
            sinks.close();
        }
    }

    @Test
    void whatComesInByAnyDoorGoesOutByAnyOther() throws Exception {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        for (String from : doors.keySet()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (String to : doors.keySet()) {
                String topic = "commands/" + DEVICES.get(to) + "/from/" + DEVICES.get(from);
                Letter letter =
                        Letter.full(topic, "to-" + DEVICES.get(to) + "-from-" + DEVICES.get(from));
                doors.get(from).publish(letter);
                row.put(to, cell(letter.lostIn(doors.get(to).next()), List.of()));
            }
            table.put(from, row);
        }
        for (String from : doors.keySet()) {
            doors.get(from).publish(letterFor(from, "letters/" + DEVICES.get(from)));
        }
        Map<String, Map<String, Letter>> arrived = sinks.arrived(doors.size(), ear);
        for (String from : doors.keySet()) {
            for (String kind : arrived.keySet()) {
                boolean turned = kind.equals("device");
                String topic = (turned ? "commands/ear/" : "letters/") + DEVICES.get(from);
                Letter letter = letterFor(from, topic);
                Letter got = arrived.get(kind).get(letter.get(Letter.ID));
                boolean isEvent = !turned && !kind.equals("MQTT") && !kind.equals("gateway");
                table.get(from)
                        .put(
                                kind + " sink",
                                cell(letter.lostIn(got), isEvent ? IN_NO_EVENT : List.of()));
            }
        }
        holds(rendered(table));
    }

    private static Letter letterFor(String from, String topic) {
        return Letter.full(topic, "letter-" + DEVICES.get(from));
    }

    /** What the table says; what has no place there is told by the page itself. */
    private static String cell(List<String> lost, List<String> noPlace) {
        List<String> missing = new ArrayList<>(lost);
        missing.removeAll(noPlace);
        String but = noPlace.isEmpty() ? "" : " ¹";
        return missing.isEmpty() ? "all" + but : "all but " + String.join(", ", missing) + but;
    }

    private static String rendered(Map<String, Map<String, String>> table) {
        StringBuilder text = new StringBuilder("| from \\ to |");
        List<String> columns = new ArrayList<>(table.values().iterator().next().keySet());
        columns.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append("\n|---").append("|---".repeat(columns.size())).append("|\n");
        table.forEach(
                (from, row) -> {
                    text.append("| ").append(from).append(" |");
                    columns.forEach(to -> text.append(' ').append(row.get(to)).append(" |"));
                    text.append('\n');
                });
        return text.toString();
    }

    /** The page says what came out; {@code -Dair.write=true} writes it anew. */
    private static void holds(String table) throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("air.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as(
                        "the table of docs/doors.md must be what comes out; if that is right, write it"
                                + " anew: ./mvnw -pl components/gateway test -Dtest=EveryDoorTest"
                                + " -Dair.write=true")
                .isEqualTo(table);
    }
}
