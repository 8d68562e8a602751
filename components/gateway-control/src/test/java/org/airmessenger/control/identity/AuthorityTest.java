/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.control.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.airmessenger.control.api.TestTls;
import org.airmessenger.control.identity.Authority.Issued;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class AuthorityTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir Path home;
    private Authority authority;
    private Path out;

    @BeforeEach
    void init() {
        authority = new Authority(home);
        authority.init(List.of("gateway.example", "10.1.2.3"));
        out = home.resolve("out");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void keepsItsFilesToItself() throws IOException {
        Path keys = home.resolve("data/keys");
        assertThat(permissions(keys)).isEqualTo("rwx------");
        assertThat(permissions(keys.getParent())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(keys)) {
            assertThat(files).hasSizeGreaterThan(8).allMatch(file -> isPrivate(file));
        }
        Issued issued = authority.issue("a", null, DAY, out);
        assertThat(permissions(issued.key())).isEqualTo("rw-------");
        assertThat(permissions(out)).isEqualTo("rwx------");
    }

    private static boolean isPrivate(Path file) {
        try {
            return permissions(file).equals("rw-------");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void makesOnlyWhatIsMissingAndMendsWhatIsTooOpen() throws IOException {
        byte[] server = Files.readAllBytes(authority.serverCertificate());
        Files.setPosixFilePermissions(
                authority.serverKey(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(authority.init(List.of())).isEmpty();
        assertThat(authority.serverCertificate()).hasBinaryContent(server);
        assertThat(permissions(authority.serverKey())).isEqualTo("rw-------");
        Files.delete(authority.operatorCertificate());
        assertThat(authority.init(List.of())).containsExactly("operator.key", "operator.pem");
    }

    @Test
    void namesTheServerByAllItsNames() throws Exception {
        X509Certificate server = Pem.certificate(authority.serverCertificate());
        assertThat(server.getSubjectAlternativeNames().stream().map(name -> name.get(1)))
                .map(Object::toString)
                .contains("localhost", "127.0.0.1", "gateway.example", "10.1.2.3")
                .anyMatch(name -> name.startsWith("0:0:0"));
        assertThat(server.getNotBefore())
                .isBefore(java.util.Date.from(Instant.now().minusSeconds(200)));
        assertThatThrownBy(() -> new Authority(home.resolve("x")).init(List.of("a b")))
                .hasMessageStartingWith("AIR-6114");
    }

    @Test
    void issuesWhatADeviceNeedsAndNothingMore() throws Exception {
        Issued issued = authority.issue("dev:1", "acme", DAY, out);
        X509Certificate certificate = Pem.certificate(issued.certificate());
        assertThat(out)
                .isDirectoryContaining("glob:**/dev:1.key")
                .isDirectoryContaining("glob:**/ca.pem");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=dev:1,O=acme");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        certificate.verify(Pem.certificate(issued.ca()).getPublicKey());
        Issued again = authority.issue("dev:1", "acme", DAY, out);
        assertThat(again.serial()).isNotEqualTo(issued.serial());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../a", "a/b", "a b", "ü"})
    void issuesNothingToANameThatIsNone(String id) {
        assertThatThrownBy(() -> authority.issue(id, null, DAY, out))
                .hasMessageStartingWith("AIR-6008");
        assertThat(out).doesNotExist();
    }

    @Test
    void refusesValiditiesOutsideTheirRange() {
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofDays(4000))) {
            assertThatThrownBy(() -> authority.issue("a", null, wrong, out))
                    .hasMessageStartingWith("AIR-6113");
        }
    }

    @Test
    void revokesInTheIndexAndInASignedList() throws Exception {
        Issued first = authority.issue("a", null, DAY, out);
        Issued other = authority.issue("b", null, DAY, out);
        assertThat(authority.revoke("a")).isEqualTo(1);
        assertThat(authority.revoke("a")).isZero();
        Issued second = authority.reissue("b", null, DAY, out);
        assertThat(new Authority(home).revokedSerials().keySet())
                .extracting(serial -> serial.toString(16))
                .containsExactlyInAnyOrder(first.serial(), other.serial());
        try (InputStream in = Files.newInputStream(authority.crl())) {
            X509CRL crl = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
            crl.verify(Pem.certificate(authority.deviceCa()).getPublicKey());
            assertThat(crl.getRevokedCertificates()).hasSize(2);
            assertThat(crl.isRevoked(Pem.certificate(second.certificate()))).isFalse();
        }
    }

    @Test
    void aLineCutShortByACrashSpoilsOnlyItself() throws IOException {
        authority.issue("a", null, DAY, out);
        Files.writeString(home.resolve("data/keys/serials.txt"), "I 12", StandardOpenOption.APPEND);
        authority.issue("b", null, DAY, out);
        assertThat(authority.revoke("a")).isEqualTo(1);
        assertThat(authority.revoke("b")).isEqualTo(1);
    }

    @Test
    void aDeviceAndTheGatewayKnowEachOtherByTheirCertificates() throws Exception {
        Issued device = authority.issue("a", null, DAY, out);
        SSLContext server =
                TestTls.of(
                        authority.serverKey(), authority.serverCertificate(), authority.deviceCa());
        SSLContext client = TestTls.of(device.key(), device.certificate(), device.ca());
        assertThat(handshake(server, client)).isEqualTo("CN=a");
    }

    @Test
    void aDeviceOfAnotherGatewayIsNotLetIn() throws Exception {
        Authority foreign = new Authority(home.resolve("other"));
        foreign.init(List.of());
        Issued device = foreign.issue("a", null, DAY, out);
        SSLContext server =
                TestTls.of(
                        authority.serverKey(), authority.serverCertificate(), authority.deviceCa());
        SSLContext client = TestTls.of(device.key(), device.certificate(), authority.deviceCa());
        assertThatThrownBy(() -> handshake(server, client)).hasMessageContaining("PKIX");
    }

    @Test
    void aDeviceCannotPlayTheGateway() throws Exception {
        Issued device = authority.issue("localhost", null, DAY, out);
        SSLContext server = TestTls.of(device.key(), device.certificate(), device.ca());
        assertThatThrownBy(() -> handshake(server, server)).isInstanceOf(Exception.class);
    }

    /** The subject that the server saw. */
    private static String handshake(SSLContext server, SSLContext client) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket door =
                (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            door.setNeedClientAuth(true);
            door.setSoTimeout(10_000);
            CompletableFuture<Void> peer =
                    CompletableFuture.runAsync(
                            () -> connect(client, loopback, door.getLocalPort()));
            try (SSLSocket socket = (SSLSocket) door.accept()) {
                socket.setSoTimeout(10_000);
                socket.startHandshake();
                return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName();
            } finally {
                peer.exceptionally(e -> null).get(10, TimeUnit.SECONDS);
            }
        }
    }

    private static void connect(SSLContext client, InetAddress host, int port) {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(host, port)) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            socket.getInputStream().read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
