/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.model.Rule;
import org.airmessenger.message.AirHeaders;

import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class WhereTest {

    private static final String HOT =
            "{\"celsius\":81.5,\"unit\":\"C\",\"ok\":true,\"list\":[1,2]}";

    private final LanesFixture fixture = new LanesFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "jsonpath;celsius",
                "jsonpath;$[",
                "jsonpath;$[?(@.a > ]",
                "jsonpath;$.a.length()",
                "jsonpath;$[?(@.name =~ /(a+)+$/)]",
                "jsonpath;$..a[?(@..b)]",
                "jq;.a ==",
                "jq;env",
                "jq;$ENV.PATH",
                "jq;[range(1000000000)]",
                "jq;def f: f; f",
                "jq;[.[] | repeat(.)]",
                "jq;test(\"(a+)+$\")",
                "jq;.a * .b",
                "jq;.[1000000000] = 1",
                "jq;\"\\(env)\" == 1",
                "jq;input",
                "jq;.a as $x | $x",
                "jq;reduce .[] as $x (0; .)",
                "jq;@base64d",
                "jq;.[] == .[]",
                "jq;.. | .[]",
                "jq;contains(.)",
                "jq;index(.a)",
                "jq;add",
                "jsonpath;$.list[?(@ in $.list)]",
                "jsonpath;$[?(@.a anyof @.b)]",
                "jsonpath;$[?(@.a SUBSETOF @.b)]",
                "simple;${bean:exit} == 1",
                "simple;${body.toString()} == 1",
                "simple;${exchangeProperty.x} == 1",
                "simple;${header.CamelFileName} == 1",
                "simple;${env:PATH} == 1",
                "simple;${properties:x} == 1",
                "simple;${body}",
                "simple;${body} == ${body} ||",
                "simple;${body} is 'java.lang.String'",
                "simple;${body} regex '(a+)+$'",
                "simple;${body} == 'a",
                "simple;${body} == 1 and ${body} == 2",
                "simple;$simple{body} == 1",
            })
    void refusesExpressionThatIsWrongOrReachesFurtherThanTheMessage(
            String language, String expression) {
        assertThatThrownBy(() -> Where.compile(new Rule.Where(language, expression)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(language);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "jsonpath;$[?(@.celsius > 80)];true",
                "jsonpath;$[?(@.celsius > 90)];false",
                "jsonpath;$.ok;true",
                "jsonpath;$.missing;false",
                "jsonpath;$.missing.deeper;false",
                "jsonpath;$.list[?(@ == 2)];true",
                "jsonpath;$[?(@.unit == 'C' && @.celsius >= 81.5)];true",
                "jsonpath;$[?(@.unit in ['F','C'])];true",
                "jsonpath;$..celsius;true",
                "jq;.celsius > 80;true",
                "jq;.celsius > 90;false",
                "jq;.missing;false",
                "jq;.unit | contains(\"C\");true",
                "jq;`any(.list[]; . > 1)`;true",
                "jq;.unit | startswith(\"C\");true",
                "jq;.celsius > 80 and (.list | length) == 2;true",
                "jq;select(.unit == \"env\");false",
                "jq;.list[] == 2;true",
                "jq;.unit.deeper;false",
                "simple;${body} contains 'celsius';true",
                "simple;${body} contains 'fahrenheit';false",
                "simple;${body} contains 'fahrenheit' || ${body} startsWith '{';true",
                "simple;${body} contains 'unit' && ${body} endsWith ']';false",
                "simple;${header.AirNone} == null;true",
                "simple;${header.AirNone} > 1;false",
            })
    void answers(String language, String expression, boolean answer) {
        assertThat(fixture.holds(language, expression, HOT)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "9,>,10,false",
        "10,>,9,true",
        "09,==,9,true",
        "1d,==,1,false",
        "abc,>,1,true",
        "-5,<,-4.5,true",
        "NaN,==,1,false",
        "1e999999999,>,1,true",
        "'',==,'',true"
    })
    void simpleComparesNumbersAsNumbersAndTheRestAsText(
            String body, String operator, String constant, boolean answer) {
        String right = constant.isEmpty() ? "''" : constant;
        assertThat(fixture.holds("simple", "${body} " + operator + " " + right, body))
                .isEqualTo(answer);
    }

    @Test
    void simpleReadsHeadersOfTheMessage() {
        Message message = LanesFixture.message(new byte[0]);
        message.setHeader(AirHeaders.QOS, 1);
        message.setHeader("AirUser.site", "north");
        MessageView view = new MessageView(message, 10, fixture.metrics);
        assertThat(simple("${header.AirQos} >= 1 && ${header.AirUser.site} == 'north'").test(view))
                .isTrue();
        assertThat(simple("${header.AirUser.site} != \"north\"").test(view)).isFalse();
    }

    private static Where simple(String expression) {
        return Where.compile(new Rule.Where("simple", expression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "{",
                "{\"a\":1} trailing",
                "[1,",
                "\"unclosed",
                "nul",
                "{a:1}"
            })
    void bodyThatIsNoJsonMatchesNothingAndIsCountedOnce(String body) {
        MessageView view = fixture.view(body);
        assertThat(Where.compile(new Rule.Where("jsonpath", "$")).test(view)).isFalse();
        assertThat(Where.compile(new Rule.Where("jq", "true")).test(view)).isFalse();
        assertThat(fixture.unparsed("json")).isEqualTo(1);
    }

    @Test
    @Timeout(10)
    void hostileBodiesCostLittleAndMatchNothing() {
        String digits = "9".repeat(60_000);
        String[] bodies = {
            "[".repeat(60_000),
            "[".repeat(65) + "]".repeat(65),
            "{\"a\":".repeat(10_000),
            "{\"celsius\":" + digits + "}",
            "{\"celsius\":1" + "0".repeat(100) + "}",
            "{\"celsius\":\"" + digits + "\"}",
            "{\"" + "k".repeat(60_000) + "\":1}",
            "[" + "0,".repeat(30_000) + "0]",
            "[".repeat(60) + "0,".repeat(30_000) + "0" + "]".repeat(60),
        };
        for (String body : bodies) {
            assertThat(fixture.holds("jsonpath", "$..[?(@.celsius == 80)]", body)).isFalse();
            assertThat(fixture.holds("jq", "any(..; . == 80)", body)).isFalse();
            assertThat(fixture.holds("jsonpath", "$[?(@.celsius == 80)]", body)).isFalse();
            assertThat(fixture.holds("jq", ".celsius == 80", body)).isFalse();
        }
        assertThat(fixture.holds("jsonpath", "$[?(@.celsius > 80)]", "{\"celsius\":1e999999}"))
                .as("infinite is no temperature")
                .isFalse();
    }

    @Test
    void bodyAboveTheSizeIsNotLookedAt() {
        byte[] million = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        MessageView view = fixture.view(million);
        assertThat(Where.compile(new Rule.Where("jq", "true")).test(view)).isFalse();
        assertThat(simple("${body} != 'x'").test(fixture.view(million))).isFalse();
        assertThat(fixture.unparsed("size")).isEqualTo(2);
        assertThat(fixture.unparsed("json")).isZero();
    }

    @Test
    void textThatIsNoUtf8MatchesNothingAndIsCounted() {
        byte[] bytes = {(byte) 0xC3, (byte) 0x28, (byte) 0xFF};
        assertThat(simple("${body} != 'x'").test(fixture.view(bytes))).isFalse();
        assertThat(simple("${body} == 'x' || ${body} !contains 'y'").test(fixture.view(bytes)))
                .isFalse();
        assertThat(fixture.unparsed("text")).isEqualTo(2);
    }

    @Test
    void conditionThatFailsOnABodyDoesNotMatchAndIsCounted() {
        assertThat(fixture.holds("jq", ".celsius | startswith(\"a\")", HOT)).isFalse();
        assertThat(fixture.unparsed("failed")).isEqualTo(1);
    }
}
