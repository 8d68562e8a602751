/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the manual and the fenced blocks in them. */
final class Documents {

    /** Root of the checkout. */
    static final Path ROOT = Path.of(System.getProperty("air.project.root"));

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+) ?([^\\n]*)\\n(.*?)^```$");

    private Documents() {}

    /**
     * A fenced block.
     *
     * @param page such as {@code docs/rules.md}
     * @param line of its fence, counted from 1
     * @param language the first word of the fence
     * @param marker what follows it, or empty
     */
    record Block(String page, int line, String language, String marker, String text) {
        @Override
        public String toString() {
            return page + ":" + line;
        }

        /** A name for it, of letters, digits and dashes. */
        String name() {
            return page.replaceAll(".*/|\\.md", "") + "-" + line;
        }
    }

    /** The pages of {@code docs/}, the quick start first: what it leaves behind the others use. */
    static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            List<String> pages =
                    new ArrayList<>(
                            files.map(file -> "docs/" + file.getFileName())
                                    .filter(name -> name.endsWith(".md"))
                                    .sorted()
                                    .toList());
            String first = "docs/quick-start.md";
            assertThat(pages.remove(first)).as(first).isTrue();
            pages.add(0, first);
            return pages;
        }
    }

    static String text(String page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** All blocks of a language on a page. */
    static List<Block> blocks(String page, String language) throws IOException {
        String text = text(page);
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            if (found.group(1).equals(language)) {
                int line = (int) text.substring(0, found.start()).lines().count() + 1;
                blocks.add(new Block(page, line, language, found.group(2).strip(), found.group(3)));
            }
        }
        return blocks;
    }

    /** The texts of the shell blocks under a heading. */
    static List<String> shellBlocks(String page, String heading) throws IOException {
        String text = text(page);
        int from = text.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        int to = text.indexOf("\n## ", from + 1);
        long first = text.substring(0, from).lines().count();
        long last = to < 0 ? Long.MAX_VALUE : text.substring(0, to).lines().count();
        return blocks(page, "sh").stream()
                .filter(block -> block.line() > first && block.line() <= last)
                .map(Block::text)
                .toList();
    }
}
