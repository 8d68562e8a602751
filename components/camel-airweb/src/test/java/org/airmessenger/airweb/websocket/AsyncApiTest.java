/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.message.Refusal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The description says what the code does: nothing is missing, nothing is more. */
class AsyncApiTest {

    private final Map<String, Object> document = read();

    private static Map<String, Object> read() {
        try (InputStream in = Sockets.class.getResourceAsStream("asyncapi.yaml")) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T at(String... path) {
        Object here = document;
        for (String step : path) {
            assertThat(here).as(String.join("/", path)).isInstanceOf(Map.class);
            here = ((Map<String, Object>) here).get(step);
        }
        return (T) here;
    }

    @Test
    void isAsyncApi30() throws IOException {
        Path schemas = Path.of("src/test/asyncapi/node_modules/@asyncapi/specs/schemas");
        var schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(Files.readString(schemas.resolve("3.0.0-without-$id.json")));
        ObjectMapper json = new ObjectMapper();
        assertThat(schema.validate(json.valueToTree(document))).isEmpty();
        document.remove("info");
        this.<Map<String, Object>>at("operations", "send").put("action", "shout");
        assertThat(schema.validate(json.valueToTree(document)))
                .as("what the schema does not allow")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        look(document, broken);
        assertThat(broken).isEmpty();
        assertThat(this.<String>at("asyncapi")).isEqualTo("3.0.0");
        assertThat(this.<Map<String, Object>>at("operations")).isNotEmpty();
    }

    private void look(Object here, List<String> broken) {
        if (here instanceof List<?> list) {
            list.forEach(each -> look(each, broken));
        } else if (here instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference
                    && at(reference.substring(2).split("/")) == null) {
                broken.add(reference);
            }
            map.values().forEach(each -> look(each, broken));
        }
    }

    @Test
    void theChannelHasEveryMessageAndEveryOperationSaysWhoSpeaks() {
        Set<String> messages = this.<Map<String, Object>>at("components", "messages").keySet();
        assertThat(this.<Map<String, Object>>at("channels", "ws", "messages").keySet())
                .isEqualTo(messages);
        Map<String, Object> schemas = at("components", "schemas");
        assertThat(schemas.keySet()).containsAll(messages).hasSize(messages.size() + 1);
        Map<String, Map<String, Object>> operations = at("operations");
        assertThat(operations.values())
                .allSatisfy(
                        operation -> assertThat(operation.get("action")).isIn("send", "receive"));
    }

    @Test
    void everyCodeOfACloseFrameIsInIt() {
        assertThat(this.<Map<Integer, String>>at("channels", "ws", "x-close-codes").keySet())
                .isEqualTo(
                        new TreeSet<>(Arrays.stream(Ending.values()).map(Ending::code).toList()));
    }

    @Test
    void everyCodeOfARefusalIsInIt() {
        assertThat(
                        this.<List<String>>at(
                                "components", "schemas", "nack", "properties", "code", "enum"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Refusal.values()).map(Refusal::word).toList());
    }

    @Test
    void everyTypeThatADeviceMaySayIsInItWithItsFields() {
        Map<Type, String> schemas =
                Map.of(
                        Type.SEND, "send",
                        Type.ACK, "deviceAck",
                        Type.NACK, "deviceNack",
                        Type.SUBSCRIBE, "subscribe",
                        Type.UNSUBSCRIBE, "unsubscribe",
                        Type.PING, "ping");
        for (Type type : Type.values()) {
            String schema = schemas.get(type);
            assertThat(
                            this.<String>at(
                                    "components", "schemas", schema, "properties", "type", "const"))
                    .isEqualTo(type.word());
            Set<String> fields = new TreeSet<>(type.fields());
            fields.addAll(Set.of("type", "ref"));
            if (type != Type.SEND) {
                assertThat(
                                this.<Map<String, Object>>at(
                                                "components", "schemas", schema, "properties")
                                        .keySet())
                        .isEqualTo(fields);
            }
        }
    }
}
