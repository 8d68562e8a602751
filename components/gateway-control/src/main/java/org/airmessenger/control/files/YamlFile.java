/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.files;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * Reads one file into nodes that know their line. Only plain YAML: no tags, no aliases of
 * collections (so nothing can grow by repetition), one document, a bounded size and depth.
 */
final class YamlFile {

    /** Largest file, in bytes. */
    static final int MAX_BYTES = 32 << 20;

    private static final int MAX_DEPTH = 20;

    private YamlFile() {}

    /** The root of the file, or null if it is missing, empty or broken (then reported). */
    static Node read(Path home, Report report) {
        String text = text(home.resolve(report.file()), report);
        return text == null ? null : parse(text, report);
    }

    private static String text(Path path, Report report) {
        if (!Files.exists(path)) {
            return null;
        }
        try {
            long size = Files.size(path);
            if (size > MAX_BYTES) {
                report.add(
                        Problem.UNREADABLE,
                        1,
                        "a file must have at most "
                                + Quantities.size(MAX_BYTES)
                                + " but had "
                                + size
                                + " bytes");
                return null;
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            report.add(Problem.NOT_YAML, 1, "a file must be UTF-8 but is not; save it as UTF-8");
        } catch (IOException e) {
            report.add(
                    Problem.UNREADABLE,
                    1,
                    "the file must be readable but was not ("
                            + e.getClass().getSimpleName()
                            + "); check its owner and permissions");
        }
        return null;
    }

    /** The root of a text, or null if it is empty or broken (then reported). */
    static Node parse(String text, Report report) {
        try {
            Iterator<Node> documents = yaml().composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                return null;
            }
            Node root = documents.next();
            if (documents.hasNext()) {
                report.add(
                        Problem.NOT_PLAIN,
                        documents.next(),
                        "a file must be one document but had a second; remove the line ---");
            }
            return root;
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            boolean tag = String.valueOf(e.getProblem()).startsWith("Global tag");
            report.add(
                    tag ? Problem.NOT_PLAIN : Problem.NOT_YAML,
                    line,
                    tag
                            ? "tags (!!…) are not allowed; remove them"
                            : "the file must be YAML but " + e.getProblem());
        } catch (YAMLException e) {
            String why = String.valueOf(e.getMessage());
            boolean alias = why.contains("aliases");
            report.add(
                    alias ? Problem.NOT_PLAIN : Problem.NOT_YAML,
                    1,
                    alias
                            ? "aliases (*name) of lists and maps are not allowed; write them out"
                            : "the file must be YAML but " + why);
        }
        return null;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setAllowRecursiveKeys(false);
        DumperOptions dumper = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options);
    }
}
