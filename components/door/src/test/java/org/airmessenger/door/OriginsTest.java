/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** RFC 6455, 10.2: whose page may use its visitor's browser. */
class OriginsTest {

    private static final String HOST = "gateway.example:8443";

    private static boolean admits(String list, String... origins) {
        return Origins.of(list).admits(List.of(origins), HOST);
    }

    @Test
    void whatIsNoBrowserIsLetThrough() {
        assertThat(admits("")).isTrue();
        assertThat(admits("https://ops.example")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway.example",
                "https://gateway.example:8443",
                "http://gateway.example:3000",
                "https://GATEWAY.example"
            })
    void pagesOfTheGatewaysOwnHostAreLetThrough(String origin) {
        assertThat(admits("", origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "gateway.example",
                "https://evil.example",
                "https://gateway.example.evil.example",
                "https://evil.example/gateway.example",
                "https://gateway.example@evil.example",
                "https://gateway.example%2eevil.example",
                "https://gateway.example:8443 https://evil.example",
                "file://",
                "\u0000"
            })
    void pagesOfOthersAreNot(String origin) {
        assertThat(admits("", origin)).isFalse();
        assertThat(admits("https://ops.example", origin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://ops.example, true",
        "http://ops.example, false",
        "https://ops.example:444, false",
        "https://sub.ops.example, false",
        "https://second.example:9, true",
        "https://second.example, false"
    })
    void aListNamesSchemeHostAndPort(String origin, boolean admitted) {
        assertThat(admits(" https://ops.example , https://second.example:9,", origin))
                .isEqualTo(admitted);
    }

    @Test
    void aStarLetsEveryPageIn() {
        assertThat(admits("*", "https://evil.example")).isTrue();
        assertThat(admits("https://ops.example, *", "null")).isTrue();
    }

    @Test
    void twoOriginsAreNone() {
        assertThat(admits("https://ops.example", "https://ops.example", "https://ops.example"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "[::1", "%"})
    void aHostThatIsNoneIsNobodysOwn(String host) {
        assertThat(Origins.of("").admits(List.of("https://evil.example"), host)).isFalse();
        assertThat(Origins.of("").admits(List.of(""), host)).isFalse();
        assertThat(Origins.of("").admits(List.of("https://" + host), host)).isFalse();
    }
}
