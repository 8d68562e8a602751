/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.message.RefusedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

class CertificateRefusalsTest {

    private static final int MUCH = 64 * 1024;

    private final AtomicLong nanos = new AtomicLong();
    private final LogLines log = new LogLines(CertificateRefusals.class);
    private final CertificateRefusals refusals = new CertificateRefusals("mqtt", nanos::get);
    private TestPki.Identity authority;
    private SSLContext listener;

    @BeforeEach
    void listen() throws Exception {
        authority = TestPki.authority("ca");
        listener = SSLContext.getInstance("TLS");
        listener.init(
                TestPki.device("gateway", authority).keyManagers().getKeyManagers(),
                new TrustManager[] {refusals.watch(authority.trustManagers())},
                null);
    }

    @AfterEach
    void close() {
        log.close();
    }

    /** A whole handshake, if it comes to its end. */
    private void show(TestPki.Identity device) throws Exception {
        SSLContext shown = SSLContext.getInstance("TLS");
        shown.init(
                new KeyManager[] {device.insisting()},
                authority.trustManagers().getTrustManagers(),
                null);
        SSLEngine client = shown.createSSLEngine();
        client.setUseClientMode(true);
        SSLEngine server = listener.createSSLEngine("192.0.2.7", 4711);
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        ByteBuffer up = ByteBuffer.allocate(MUCH);
        ByteBuffer down = ByteBuffer.allocate(MUCH);
        client.beginHandshake();
        server.beginHandshake();
        while (client.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
                || server.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            step(client, down, up);
            step(server, up, down);
        }
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP -> {
                in.flip();
                engine.unwrap(in, ByteBuffer.allocate(MUCH));
                in.compact();
            }
            default -> {
                // its handshake is over
            }
        }
    }

    private String told(TestPki.Identity device) {
        int before = log.lines.size();
        assertThatThrownBy(() -> show(device)).isInstanceOf(SSLException.class);
        assertThat(log.lines).hasSize(before + 1);
        return log.lines.get(before);
    }

    @Test
    void saysNothingOfWhoIsTrusted() throws Exception {
        show(TestPki.device("thermo-1", authority));
        assertThat(log.lines).isEmpty();
    }

    @Test
    void saysWhoWasRefusedAndFromWhereAndWhy() throws Exception {
        TestPki.Identity late = TestPki.expiredDevice("thermo-1", authority);
        assertThat(told(late))
                .startsWith("AIR-1052 ")
                .contains("at the mqtt listener", "192.0.2.7:4711")
                .contains("\"CN=thermo-1\", issued by \"CN=ca\" with serial ")
                .contains(late.certificate().getSerialNumber().toString(16))
                .contains("does not: expired (NotAfter");
        assertThat(told(TestPki.futureDevice("thermo-2", authority)))
                .contains("CN=thermo-2", "not yet valid (NotBefore");
        TestPki.Identity stranger = TestPki.authority("other");
        assertThat(told(TestPki.device("thermo-3", stranger)))
                .contains("CN=thermo-3", "CN=other", "no authority of clientCaFiles signed it");
        TestPki.Identity namesake = TestPki.authority("ca");
        assertThat(told(TestPki.device("thermo-4", namesake)))
                .contains("CN=thermo-4", "no authority of clientCaFiles signed it");
    }

    @Test
    void saysWhoMayNotComeInAlthoughTlsTookIt() throws Exception {
        X509Certificate shown = TestPki.device("thermo-1", authority).certificate();
        InetSocketAddress peer = InetSocketAddress.createUnresolved("192.0.2.7", 4711);
        TestIdentities identities = new TestIdentities();
        assertThat(refusals.prove(identities, shown, null, "mqtt", peer).device())
                .isEqualTo("thermo-1");
        assertThat(log.lines).isEmpty();
        identities.revoked.add("thermo-1");
        assertThatThrownBy(() -> refusals.prove(identities, shown, null, "mqtt", peer))
                .isInstanceOf(RefusedException.class);
        assertThat(log.lines)
                .singleElement()
                .asString()
                .contains("AIR-1052", "CN=thermo-1", "192.0.2.7:4711")
                .endsWith("does not: AIR-6002 revoked");
    }

    @Test
    void letsNoNameWriteLinesOfItsOwn() throws Exception {
        TestPki.Identity stranger = TestPki.authority("x\nAIR-1202 all is well" + "z".repeat(500));
        assertThat(told(TestPki.device("thermo-1", stranger)))
                .doesNotContain("\n")
                .hasSizeLessThan(600);
    }

    @Test
    void saysNoMoreThanTenInAMinuteButHowManyMoreThereWere() throws Exception {
        TestPki.Identity late = TestPki.expiredDevice("thermo-1", authority);
        for (int i = 0; i < CertificateRefusals.LINES + 5; i++) {
            assertThatThrownBy(() -> show(late)).isInstanceOf(SSLException.class);
        }
        assertThat(log.lines)
                .hasSize(CertificateRefusals.LINES)
                .noneMatch(it -> it.contains("more"));
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(told(late)).endsWith("(5 more were not told before)");
        assertThat(told(late)).doesNotContain("more were");
    }
}
