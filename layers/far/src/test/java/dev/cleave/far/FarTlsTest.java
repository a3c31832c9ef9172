package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is reached by TLS alone, with a certificate that no authority has signed. */
@DisplayName("A far tier over TLS")
class FarTlsTest {
    private static final String TRUST = "javax.net.ssl.trustStore";

    @TempDir
    private Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void movesAnObject(RedisURI uri) {
        byte[] bytes = new byte[5000];
        Arrays.fill(bytes, (byte) 42);
        byte[] read = new byte[bytes.length];
        try (FarTier tier = FarTier.builder(uri, 1 << 20).timeout(Duration.ofMinutes(1)).open()) {
            long place = tier.allocate(bytes.length);
            tier.write(place, 0, MemorySegment.ofArray(bytes));
            tier.read(place, 0, MemorySegment.ofArray(read));
        }
        assertThat(read).isEqualTo(bytes);
    }

    @Test
    @DisplayName("refuses a certificate that it cannot trust, takes one that the JVM trusts, or any where told so")
    void trust() throws Exception {
        RedisServer.assumeInstalled();
        Certificate certificate = Certificate.make(folder);
        int port = freePort();
        try (RedisServer server = RedisServer.start(folder, "--tls-port", Integer.toString(port), "--tls-cert-file",
                certificate.certificate().toString(), "--tls-key-file", certificate.key().toString(),
                "--tls-auth-clients", "no")) {
            RedisURI uri = RedisURI.create("rediss://" + RedisServer.HOST + ":" + port);
            assertThatThrownBy(() -> FarTier.builder(uri, 1 << 20).timeout(Duration.ofMinutes(1)).attempts(1).open())
                    .isInstanceOf(TierFailedException.class).hasMessageContaining(Integer.toString(port));
            movesAnObject(RedisURI.create(uri.toURI() + "?verifyPeer=NONE"));
            String before = System.getProperty(TRUST);
            System.setProperty(TRUST, certificate.store().toString());
            System.setProperty(TRUST + "Password", Certificate.PASSWORD);
            try {
                movesAnObject(uri);
            } finally {
                System.clearProperty(TRUST + "Password");
                if (before == null) {
                    System.clearProperty(TRUST);
                } else {
                    System.setProperty(TRUST, before);
                }
            }
            long left = server.with(redis -> redis.dbsize());
            assertThat(left).isZero();
        }
    }
}
