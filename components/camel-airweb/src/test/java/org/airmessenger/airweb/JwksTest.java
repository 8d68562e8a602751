/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.airweb;

import static org.assertj.core.api.Assertions.assertThat;

import org.airmessenger.door.HeldStep;
import org.airmessenger.message.PublicKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The public keys, for anybody. */
class JwksTest {

    @TempDir Path directory;

    private WebKit start(PublicKeys keys) throws Exception {
        return WebKit.start(
                directory,
                kit -> {
                    if (keys != null) {
                        kit.context.getRegistry().bind(PublicKeys.BEAN, keys);
                    }
                },
                new HeldStep());
    }

    @Test
    void servesTheKeysAsTheyAreNowToWhoShowsNothing() throws Exception {
        String[] text = {"{\"keys\":[]}"};
        try (WebKit kit = start(() -> text[0].getBytes(StandardCharsets.UTF_8))) {
            HttpClient stranger = kit.client(null);
            HttpResponse<String> answer =
                    WebKit.send(stranger, kit.request("/v1/jwks.json").build());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(text[0]);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/jwk-set+json");
            text[0] = "{\"keys\":[{}]}";
            assertThat(WebKit.send(stranger, kit.request("/v1/jwks.json").build()).body())
                    .isEqualTo(text[0]);
            assertThat(WebKit.send(stranger, kit.post("/v1/jwks.json", "x")).statusCode())
                    .isEqualTo(405);
            assertThat(WebKit.send(stranger, kit.request("/v1/jwks.json/x").build()).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void thereIsNothingWhereNoTokensAre() throws Exception {
        try (WebKit kit = start(null)) {
            assertThat(
                            WebKit.send(kit.client(null), kit.request("/v1/jwks.json").build())
                                    .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void whoKeepsAskingForNothingElseIsSentAway() throws Exception {
        try (WebKit kit = start(() -> new byte[] {'{', '}'});
                RawHttp2 stranger = RawHttp2.connect(kit, null)) {
            for (int i = 0; i < 10; i++) {
                stranger.request(2 * i + 1, "GET", "/v1/jwks.json");
            }
            stranger.awaitClosed();
            assertThat(stranger.statuses()).containsOnly("200");
        }
    }
}
