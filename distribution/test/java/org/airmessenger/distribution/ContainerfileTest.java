/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the container file as an engine would, against the packed product. */
class ContainerfileTest {

    private static final String INSTALLED = "/opt/air-gateway/";
    private static final Pattern EXEC = Pattern.compile("\\[\"(/[^\"]+)\".*]");

    @TempDir static Path folder;
    private static Path context;
    private static List<String> lines;

    @BeforeAll
    static void read() throws IOException {
        context = Product.unzip(folder).getParent().getParent();
        lines = new ArrayList<>();
        String text = Files.readString(context.resolve("Containerfile"));
        for (String line : text.replace("\\\n", " ").split("\n")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line.strip().replaceAll("\\s+", " "));
            }
        }
    }

    @Test
    void buildsOnOneVersionOfItsBase() {
        assertThat(all("FROM"))
                .hasSize(1)
                .first()
                .asString()
                .matches("[a-z/-]+:\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void endsAsAUserThatIsNotRoot() {
        List<String> users = all("USER");
        assertThat(users).isNotEmpty();
        assertThat(users.get(users.size() - 1)).matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
        assertThat(lines.indexOf("USER " + users.get(users.size() - 1)))
                .isLessThan(indexOf("ENTRYPOINT"));
    }

    @Test
    void takesNothingFromElsewhereAndOnlyWhatIsThere() {
        assertThat(all("ADD")).isEmpty();
        assertThat(all("COPY")).isNotEmpty();
        for (String copy : all("COPY")) {
            String[] words = copy.split(" ");
            for (int i = 0; i < words.length - 1; i++) {
                assertThat(context.resolve(words[i])).exists();
            }
        }
        assertThat(String.join("\n", lines)).doesNotContain("://", "curl", "wget");
    }

    @Test
    void copiesAllThatAGatewayNeeds() {
        assertThat(all("COPY").stream().map(copy -> copy.split(" ")[0]))
                .contains("bin", "lib", "conf", "routes", "kamelets", "LICENSE");
    }

    @Test
    void writesToItsFolderAloneAndHoldsNoSecret() {
        assertThat(all("ENV")).containsExactly("AIR_HOME=/var/lib/air-gateway");
        assertThat(all("VOLUME")).containsExactly("/var/lib/air-gateway");
        assertThat(all("ARG")).isEmpty();
    }

    @Test
    void startsAndChecksItselfWithoutAShell() {
        assertInstalled(all("ENTRYPOINT").get(0));
        assertInstalled(all("HEALTHCHECK").get(0).replaceAll(".* CMD ", ""));
        assertThat(all("CMD")).containsExactly("[\"run\"]");
    }

    private static void assertInstalled(String command) {
        Matcher matcher = EXEC.matcher(command);
        assertThat(matcher.matches()).as(command).isTrue();
        assertThat(matcher.group(1)).startsWith(INSTALLED);
        assertThat(context.resolve(matcher.group(1).substring(INSTALLED.length()))).isExecutable();
    }

    private static List<String> all(String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1))
                .toList();
    }

    private static int indexOf(String word) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(word + " ")) {
                return i;
            }
        }
        return -1;
    }
}
