/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.distribution.Documents.Block;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the manual shows of YAML is read by the product itself: all of it in one home, looked at by
 * {@code air doctor}. Keys that it names exist, links lead somewhere, and the index has each page.
 */
class DocumentedFilesTest {

    private static final Pattern KEY =
            Pattern.compile(
                    "(?<![\\w.])air\\.(?:source|guard|lanes|delivery|control|main)\\.[\\w.]+");
    private static final Pattern KNOWN_KEY = Pattern.compile("(?m)^#?(air\\.[\\w.]+) =");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:(\\w+)}}");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @TempDir Path folder;

    @Test
    void everyFileThatThePagesShowIsReadByTheGateway() throws Exception {
        try (Typing typing = new Typing(folder)) {
            typing.type("./air init --home home");
            ShownFiles shown = new ShownFiles(folder.resolve("home"));
            StringBuilder all = new StringBuilder();
            for (String page : Documents.pages()) {
                for (Block block : Documents.blocks(page, "yaml")) {
                    shown.add(block);
                    all.append(block.text());
                }
            }
            shown.write();
            VARIABLE.matcher(all)
                    .results()
                    .forEach(name -> typing.set(name.group(1), "0123456789abcdef"));
            String found = typing.type("./air doctor --home home || true");
            List<String> wrong =
                    found.lines()
                            .filter(line -> line.contains("AIR-"))
                            .filter(line -> !line.contains("journal"))
                            .toList();
            // the page says which jars it needs, and they are not dropped in here
            assertThat(wrong)
                    .as(shown.toString())
                    .singleElement()
                    .asString()
                    .contains("AIR-9038 sink needs the Camel component of https");
            assertThat(found).contains("configuration");
        }
    }

    @Test
    void everyKeyThatThePagesNameExists() throws IOException {
        Set<String> known =
                KNOWN_KEY
                        .matcher(Documents.text("distribution/conf/gateway.properties"))
                        .results()
                        .map(key -> key.group(1))
                        .collect(Collectors.toSet());
        Set<String> unknown = new TreeSet<>();
        for (String page : Documents.pages()) {
            Matcher keys = KEY.matcher(Documents.text(page));
            while (keys.find()) {
                String key = keys.group();
                boolean exists =
                        key.endsWith(".")
                                ? known.stream().anyMatch(one -> one.startsWith(key))
                                : known.contains(key);
                if (!exists) {
                    unknown.add(page + ": " + key);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (String page : Documents.pages()) {
            Path file = Documents.ROOT.resolve(page);
            for (MatchResult found : LINK.matcher(Documents.text(page)).results().toList()) {
                String link = found.group(1);
                if (link.startsWith("https://")) {
                    continue;
                }
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]);
                boolean there =
                        Files.exists(target) && (parts.length == 1 || has(target, parts[1]));
                if (!there) {
                    broken.add(page + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theIndexHasEveryPageOnce() throws IOException {
        String index = Documents.text("docs/README.md");
        for (String page : Documents.pages()) {
            String name = page.substring("docs/".length());
            if (!name.equals("README.md")) {
                assertThat(index.split(Pattern.quote("](" + name + ")"), -1)).as(name).hasSize(2);
            }
        }
    }

    /** Whether a page has the heading that an anchor names. */
    private static boolean has(Path page, String anchor) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(java.util.Locale.ROOT))
                .map(text -> text.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .anyMatch(anchor::equals);
    }
}
