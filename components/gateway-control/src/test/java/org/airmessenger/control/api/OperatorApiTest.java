/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.ControlException;
import org.airmessenger.control.ControlException.Kind;
import org.airmessenger.message.Lanes.Dead;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class OperatorApiTest {

    @TempDir Path home;
    private TestGateway gateway;
    private OperatorClient client;

    @BeforeEach
    void starts() throws Exception {
        TestGateway.write(home, "destinations", "cloud: { sink: s }\n");
        TestGateway.write(home, "policies", "sensor: { publish: ['s/${device}'] }\n");
        TestGateway.write(home, "devices", "# all\nt1: { policy: sensor } # one\n");
        gateway = new TestGateway(home, List.of()).start();
        client = gateway.client();
    }

    @AfterEach
    void stops() {
        gateway.close();
    }

    private static void bury(TestGateway gateway, String id) {
        gateway.lanes.dead.put(
                id, new Dead("cloud", id, "t1", "s/t1", "410", 5, 1L, 2, new byte[] {1, 2}));
    }

    @Test
    void tellsTheStatus() {
        gateway.meters.gauge("air_source_connections", Tags.of("door", "web"), 7);
        JsonNode status = client.status();
        assertThat(status.path("connections").path("web").asInt()).isEqualTo(7);
        assertThat(status.path("version").asText()).isEqualTo("1.2.3");
        assertThat(status.path("broker").path("connections").asInt()).isEqualTo(3);
        assertThat(status.path("doors").path("mqtt").asInt()).isEqualTo(8883);
        assertThat(status.path("lanes").get(0).path("state").asText()).isEqualTo("up");
        assertThat(status.path("certificates").size()).isEqualTo(4);
        assertThat(status.path("devices").asInt()).isEqualTo(1);
        // no route is a door here
        assertThat(status.path("ready").asBoolean()).isFalse();
        assertThat(status.path("missing").toString()).contains("no door");
    }

    @Test
    void tellsWhetherTheLedgerBalances() {
        JsonNode ledger = client.ledger();
        assertThat(ledger.path("balanced").asBoolean()).isTrue();
        assertThat(ledger.path("accounts").get(0).path("dropped").path("expired").asInt())
                .isEqualTo(1);
        gateway.lanes.accepted = 11;
        assertThat(client.ledger().path("balanced").asBoolean()).isFalse();
        assertThat(client.ledger().path("accounts").get(0).path("difference").asInt()).isEqualTo(1);
    }

    @Test
    void listsShowsRetriesAndPurgesTheDead() {
        for (String id : List.of("a", "b/c d%?+", "e")) {
            bury(gateway, id);
        }
        assertThat(client.dead("cloud", 2).path("dead")).hasSize(2);
        assertThat(client.dead("cloud", 2).toString()).doesNotContain("\"body\"");
        assertThat(client.deadOne("cloud", "b/c d%?+").path("body").asText()).isEqualTo("AQI=");
        assertThat(client.retry("cloud", List.of("b/c d%?+")).path("retried").asInt()).isEqualTo(1);
        assertThat(client.purge("cloud", List.of()).path("purged").asInt()).isEqualTo(2);
        assertThatThrownBy(() -> client.deadOne("cloud", "a")).hasMessageStartingWith("AIR-6221");
        assertThatThrownBy(() -> client.dead("clout", 1)).hasMessageStartingWith("AIR-6222");
        assertThatThrownBy(() -> client.dead("cloud", 0)).hasMessageStartingWith("AIR-6204");
    }

    @Test
    void addsADeviceToTheFileAndTheModel() {
        assertThat(client.addDevice("t2", "sensor", "plant").path("tenant").asText())
                .isEqualTo("plant");
        assertThat(home.resolve("conf/devices.yaml"))
                .hasContent(
                        "# all\nt1: { policy: sensor } # one\nt2: { policy: sensor, tenant: plant }\n");
        assertThat(gateway.live.current().devices()).containsOnlyKeys("t1", "t2");
        assertThat(client.devices(1, null).path("devices")).hasSize(1);
        assertThat(client.devices(9, "t1").path("devices").get(0).path("id").asText())
                .isEqualTo("t2");
        assertThatThrownBy(() -> client.addDevice("t2", "sensor", null))
                .isInstanceOfSatisfying(
                        ControlException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
        assertThatThrownBy(() -> client.addDevice("t3", "sensr", null))
                .hasMessageContaining("did you mean sensor?");
        assertThatThrownBy(() -> client.addDevice("../x", "sensor", null))
                .hasMessageStartingWith("AIR-6008");
    }

    @Test
    void revokesADeviceEverywhereAtOnce() throws Exception {
        gateway.authority.issue("t1", null, java.time.Duration.ofDays(1), home.resolve("out"));
        JsonNode revoked = client.revokeDevice("t1");
        assertThat(revoked.path("certificates").asInt()).isEqualTo(1);
        assertThat(revoked.path("sessions").asInt()).isEqualTo(2);
        assertThat(gateway.evicted).contains("t1");
        assertThat(gateway.broker.evictions).containsExactly("t1 revoked");
        assertThat(home.resolve("conf/devices.yaml"))
                .hasContent("# all\nt1: { policy: sensor, revoked: true } # one\n");
        assertThat(gateway.live.current().devices().get("t1").revoked()).isTrue();
        assertThat(gateway.authority.revokedSerials()).hasSize(1);
        assertThatThrownBy(() -> client.revokeDevice("t9")).hasMessageStartingWith("AIR-6021");
    }

    @Test
    void revokesEvenIfTheFileCannotBeEditedAndSaysSo() throws Exception {
        Files.writeString(home.resolve("conf/devices.yaml"), "t1: [broken\n");
        assertThatThrownBy(() -> client.revokeDevice("t1")).hasMessageStartingWith("AIR-6025");
        assertThat(gateway.live.current().devices().get("t1").revoked()).isTrue();
        assertThat(gateway.broker.evictions).containsExactly("t1 revoked");
    }

    @Test
    void removesADevice() {
        client.removeDevice("t1");
        assertThat(home.resolve("conf/devices.yaml")).hasContent("# all\n");
        assertThat(gateway.live.current().devices()).isEmpty();
        assertThat(gateway.evicted).containsExactly("t1");
    }

    @Test
    void reloadsAsAWholeOrNotAtAll() throws Exception {
        TestGateway.write(home, "policies", "sensor: { publsh: [] }\nother: {}\n");
        TestGateway.write(home, "rules", "- { id: a, match: { topic: a }, to: [nowhere] }\n");
        assertThatThrownBy(() -> client.reload())
                .isInstanceOfSatisfying(
                        ControlException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(Kind.UNSOUND);
                            assertThat(e.code()).isEqualTo("AIR-6026");
                            assertThat(e.problems()).hasSize(2);
                            assertThat(e.problems().get(1).toString())
                                    .startsWith("conf/policies.yaml:1: AIR-6003");
                        });
        assertThat(gateway.live.current().policies()).containsOnlyKeys("sensor");
        TestGateway.write(home, "policies", "sensor: {}\nother: {}\n");
        TestGateway.write(home, "rules", "- { id: a, match: { topic: a }, to: [cloud] }\n");
        assertThat(client.reload().path("policies").asInt()).isEqualTo(2);
        assertThat(gateway.live.current().rules()).hasSize(1);
    }

    @Test
    void tellsOfLanesWhoseDestinationIsGoneWithoutBeingUnready() throws Exception {
        gateway.lanes.waiting = 0;
        gateway.lanes.state = "stopped";
        assertThat(client.status().path("missing").toString()).contains("lane cloud is stopped");
        gateway.live.replace(org.airmessenger.control.model.Model.EMPTY);
        JsonNode status = client.status();
        assertThat(status.path("missing").toString()).doesNotContain("cloud");
        assertThat(status.path("orphans").path("cloud").asInt()).isEqualTo(1);
        assertThatCode(() -> client.reload()).doesNotThrowAnyException();
    }

    @Test
    void keepsADestinationThatStillHasABacklog() throws Exception {
        TestGateway.write(home, "destinations", "");
        assertThatThrownBy(() -> client.reload()).hasMessageStartingWith("AIR-6024");
        assertThat(gateway.live.current().destinations()).containsOnlyKeys("cloud");
    }

    @Test
    void goesBackToTheOldModelIfARoomCannotCompileTheNewOne() throws Exception {
        gateway.live.follow(
                model -> {
                    if (model.policies().containsKey("poison")) {
                        throw new IllegalStateException("cannot");
                    }
                });
        TestGateway.write(home, "policies", "sensor: {}\npoison: {}\n");
        assertThatThrownBy(() -> client.reload()).hasMessageStartingWith("AIR-6027");
        assertThat(gateway.live.current().policies()).containsOnlyKeys("sensor");
    }

    @Test
    void leavesItsPortForTheClientWhileItRuns() throws Exception {
        Path file = OperatorServer.portFile(home);
        assertThat(Files.readString(file))
                .isEqualTo("127.0.0.1:" + gateway.server.getPort() + "\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        gateway.close();
        assertThat(file).doesNotExist();
        assertThatThrownBy(() -> client.status())
                .hasMessageStartingWith("AIR-6301")
                .hasMessageContaining("air run");
        assertThatThrownBy(() -> OperatorClient.of(home)).hasMessageStartingWith("AIR-6301");
    }
}
