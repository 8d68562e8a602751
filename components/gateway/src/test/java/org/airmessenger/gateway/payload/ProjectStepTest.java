/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class ProjectStepTest {

    private static final DefaultCamelContext CAMEL = new DefaultCamelContext();

    private final ProjectStep step = new ProjectStep();

    private static Message message(String body) {
        Message message = new DefaultMessage(CAMEL);
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private String project(String body) {
        Message message = message(body);
        step.apply(message);
        return new String((byte[]) message.getBody(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a            | {'a':1,'b':2}                       | {'a':1}",
                "/a/b          | {'a':{'b':1,'c':2},'d':3}           | {'a':{'b':1}}",
                "/a/b          | {'a':7}                             | {}",
                "/l/0          | {'l':[1,2,3]}                       | {'l':[1]}",
                "/l/*/v        | {'l':[{'v':1,'w':2},{'w':3},4]}     | {'l':[{'v':1},{}]}",
                "/*/v          | {'x':{'v':1,'w':2},'y':{'w':3}}     | {'x':{'v':1},'y':{}}",
                "/x/w,/*/v     | {'x':{'v':1,'w':2,'u':3}}           | {'x':{'v':1,'w':2}}",
                "/a~1b,/c~0d   | {'a/b':1,'c~d':2,'a':3}             | {'a/b':1,'c~d':2}",
                "/a            | {'b':1}                             | {}"
            })
    void keepsOnlyWhatIsNamed(String keep, String body, String expected) {
        step.setKeep(keep);
        assertThat(project(body.replace('\'', '"'))).isEqualTo(expected.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a       | {'a':1,'b':2}                    | {'b':2}",
                "/a/b     | {'a':{'b':1,'c':2}}              | {'a':{'c':2}}",
                "/l/*/w   | {'l':[{'v':1,'w':2},{'w':3},4]}  | {'l':[{'v':1},{},4]}",
                "/l/1,/l/0| {'l':[1,2,3]}                    | {'l':[3]}",
                "/x/y     | {'x':1}                          | {'x':1}"
            })
    void dropsWhatIsNamedAndNothingElse(String drop, String body, String expected) {
        step.setDrop(drop);
        assertThat(project(body.replace('\'', '"'))).isEqualTo(expected.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/a=/b        | {'a':1}                 | {'b':1}",
                "/a=/b/c      | {'a':1}                 | {'b':{'c':1}}",
                "/a/b=/b      | {'a':{'b':1,'c':2}}     | {'a':{'c':2},'b':1}",
                "/a=/b        | {'a':1,'b':2}           | {'b':1}",
                "/a=/b /b=/c  | {'a':1}                 | {'c':1}",
                "/a=/b/c      | {'a':1,'b':2}           | {'a':1,'b':2}",
                "/l/0/a=/x    | {'l':[{'a':1}]}         | {'l':[{}],'x':1}",
                "/x=/y        | {'a':1}                 | {'a':1}"
            })
    void renamesOneAfterTheOther(String rename, String body, String expected) {
        step.setRename(rename);
        assertThat(project(body.replace('\'', '"'))).isEqualTo(expected.replace('\'', '"'));
    }

    @Test
    void numbersKeepEveryDigit() {
        step.setDrop("/x");
        String body = "{\"a\":0.10,\"b\":12345678901234567890,\"c\":1234567.123456789012345678}";
        assertThat(project(body)).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "21", "{\"a\":1}{", "{\"a\":1,\"a\":2}", "\u0000", "NaN"})
    void refusesWhatIsNoJsonAndPassesItOnlyIfTold(String body) {
        step.setDrop("/a");
        assertThatThrownBy(() -> project(body)).hasMessageStartingWith("AIR-8040");
        step.setOnUnreadable("pass");
        assertThat(project(body)).isEqualTo(body);
    }

    @Test
    void refusesDepthThatWouldCostStack() {
        step.setDrop("/a");
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        assertThatThrownBy(() -> project(deep)).hasMessageStartingWith("AIR-8040");
    }

    @Test
    void refusesWhatIsLargerThanAllowedWithoutReadingIt() {
        step.setDrop("/a");
        step.setMaxBytes(10);
        assertThatThrownBy(() -> project("{\"a\": 1234}")).hasMessageStartingWith("AIR-8041");
    }

    @Test
    void refusesWhatItCannotLookInto() {
        step.setDrop("/a");
        Message message = message("{\"a\":1}");
        message.setHeader(AirHeaders.CONTENT_ENCODING, "gzip");
        assertThatThrownBy(() -> step.apply(message)).hasMessageStartingWith("AIR-8040");
    }

    @Test
    void refusesPathsThatAreNone() {
        assertThatThrownBy(() -> step.setKeep("a")).hasMessageStartingWith("AIR-8001 keep");
        assertThatThrownBy(() -> step.setRename("/a")).hasMessageStartingWith("AIR-8001 rename");
        assertThatThrownBy(() -> step.setRename("/a=/*")).hasMessageStartingWith("AIR-8001 rename");
        assertThatThrownBy(new ProjectStep()::init).hasMessageStartingWith("AIR-8001");
    }
}
