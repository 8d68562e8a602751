/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.check;

import org.airmessenger.gateway.config.Problem;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON schemas of all files that people write, and what they find. */
public final class Schemas {

    /** Names of the schemas, as {@code conf/schema/<name>.schema.json}. */
    public static final List<String> NAMES =
            List.of("destinations", "rules", "policies", "devices", "cases", "kamelet", "route");

    private static final String OURS = "/org/airmessenger/gateway/schema/";

    /** Camel's own, of the version that runs. */
    private static final String CAMELS = "/schema/camelYamlDsl.json";

    private static final Set<String> BRANCHES = Set.of("oneOf", "anyOf");

    private static final Map<String, JsonSchema> READ = new ConcurrentHashMap<>();

    private Schemas() {}

    /**
     * The text of a schema.
     *
     * @param name one of {@link #NAMES}
     */
    public static String text(String name) {
        String resource = name.equals("route") ? CAMELS : OURS + name + ".schema.json";
        try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the library must contain " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonSchema schema(String name) {
        return READ.computeIfAbsent(name, Schemas::readSchema);
    }

    private static JsonSchema readSchema(String name) {
        VersionFlag version = name.equals("route") ? VersionFlag.V4 : VersionFlag.V202012;
        SchemaValidatorsConfig config =
                SchemaValidatorsConfig.builder()
                        .pathType(PathType.JSON_POINTER)
                        // Camel's is so large that all of it would not fit into a command's heap
                        .preloadJsonSchema(false)
                        .build();
        return JsonSchemaFactory.getInstance(version).getSchema(text(name), config);
    }

    /**
     * What a schema finds in a text.
     *
     * @param name one of {@link #NAMES}
     * @param file as it is named in problems
     * @param text YAML
     * @return all problems, each with its line
     */
    public static List<Problem> problems(String name, String file, String text) {
        List<Problem> problems = new ArrayList<>();
        Document document = Document.parse(file, text, problems);
        if (document != null) {
            check(name, document, problems);
        }
        return problems;
    }

    static void check(String name, Document document, List<Problem> problems) {
        List<ValidationMessage> found = new ArrayList<>(schema(name).validate(document.json()));
        found.removeIf(message -> isExplainedBelow(message, found));
        Map<String, Problem> once = new LinkedHashMap<>();
        for (ValidationMessage message : found) {
            String at = message.getInstanceLocation().toString();
            boolean unknown = message.getProperty() != null && message.getType().startsWith("add");
            String where = unknown ? at + "/" + Document.escaped(message.getProperty()) : at;
            String what = unknown ? "there is no key " + message.getProperty() : message.getError();
            String text =
                    "AIR-9053 "
                            + (at.isEmpty() ? "the file" : at.substring(1).replace('/', '.'))
                            + " must follow the schema "
                            + name
                            + ", but "
                            + what;
            once.putIfAbsent(
                    where + message.getType(), document.problem(document.line(where), text));
        }
        problems.addAll(once.values());
    }

    /** A branch that does not fit says so at every level above the place that matters. */
    private static boolean isExplainedBelow(ValidationMessage one, List<ValidationMessage> all) {
        String at = one.getInstanceLocation().toString();
        for (ValidationMessage other : all) {
            String below = other.getInstanceLocation().toString();
            boolean deeper = below.startsWith(at + "/");
            boolean says =
                    BRANCHES.contains(one.getType())
                            && below.equals(at)
                            && !BRANCHES.contains(other.getType());
            boolean otherForm = one.getType().equals("type") && deeper;
            if (says || otherForm || BRANCHES.contains(one.getType()) && deeper) {
                return true;
            }
        }
        return false;
    }
}
