package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings of a far tier")
class FarTierBuilderTest {
    private static final RedisURI SERVER = RedisURI.create("redis://localhost");

    private static void assertRefused(ThrowingCallable what, String why) {
        assertThatIllegalArgumentException().isThrownBy(what).withMessageContaining(why);
    }

    @Test
    @DisplayName("that make no sense are refused, with what is allowed")
    void badInput() {
        FarTierBuilder builder = FarTier.builder(SERVER, 1);
        assertRefused(() -> FarTier.builder(SERVER, 0), "a capacity of 0 bytes: must be 1 or more");
        assertRefused(() -> FarTier.builder(RedisURI.create("redis-sentinel://localhost:26379#name"), 1),
                "sockets and sentinels are not for far tiers");
        assertRefused(() -> FarTier.builder(RedisURI.create("redis-socket:///run/redis"), 1), "by host and port");
        assertRefused(() -> builder.unitBytes(15), "must be a power of two from 16 to 1048576");
        assertRefused(() -> builder.unitBytes(48), "a unit of 48 bytes");
        assertRefused(() -> builder.pieceBytes(1023), "must be from 1024 to 67108864");
        assertRefused(() -> builder.pieceBytes(Integer.MAX_VALUE), "a piece of 2147483647 bytes");
        assertRefused(() -> builder.bytesInFlight(1), "1 bytes in flight: must be 65536 or more");
        assertRefused(() -> builder.timeout(Duration.ZERO), "must be from PT0.01S to PT1H");
        assertRefused(() -> builder.attempts(0), "0 attempts: must be from 1 to 1000");
        assertRefused(builder::open, "a capacity of 1 bytes in units of 256: must be from 1 to");
        assertRefused(() -> FarTier.builder(SERVER, Long.MAX_VALUE).open(), "in units of 256");
        assertRefused(() -> builder.replicas(-1), "-1 replicas: must be from 0 to 100");
    }
}
