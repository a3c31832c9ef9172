package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierFailedException;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.TierCosts;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A tiered store with a far tier")
class FarStoreTest {
    private static final int SIZE = 20_000;
    private static final int OBJECTS = 200;
    private static final long FAR = 16 << 20;

    @TempDir
    private Path folder;

    private static void assertHas(TieredStore store, long handle, long value) {
        try (TierPin pin = store.pin(handle)) {
            assertThat(pin.getLong(8, ByteOrder.LITTLE_ENDIAN)).isEqualTo(value);
        }
    }

    @Test
    @DisplayName("holds more than its memory, and tells by handle what was lost with the server")
    void holdsMoreThanItsMemory() {
        RedisServer.assumeInstalled();
        try (RedisServer server = RedisServer.start(folder);
                FarTier far = FarTier.builder(server.uri(), FAR).timeout(Duration.ofMinutes(1)).attempts(2).open();
                TieredStore store = TieredStore.builder().tier(MemoryTier.ofMemory("memory", 1 << 20))
                        .tier(far, new TierCosts(FAR, 100_000, 1, 1)).background(false).build()) {
            List<Long> handles = new ArrayList<>();
            for (int each = 0; each < OBJECTS; each++) {
                long handle = store.allocate(SIZE);
                handles.add(handle);
                try (TierPin pin = store.pinForWrite(handle)) {
                    pin.putLong(8, each, ByteOrder.LITTLE_ENDIAN);
                }
            }
            for (int each = 0; each < OBJECTS; each++) {
                assertHas(store, handles.get(each), each);
            }
            assertThat(far.usage().objects()).isGreaterThan(OBJECTS / 2);

            List<Long> onlyFar = new ArrayList<>();
            store.forEachOnlyIn(1, onlyFar::add);
            assertThat(onlyFar).isNotEmpty();
            server.kill();
            assertThatThrownBy(() -> store.pin(onlyFar.getFirst())).isInstanceOf(TierFailedException.class)
                    .hasMessageContaining("object 0x%x of %d bytes cannot be read now", onlyFar.getFirst(), SIZE);
            for (int each = 0; each < OBJECTS; each++) {
                if (!onlyFar.contains(handles.get(each)) && store.explain(handles.get(each)).tier().equals("memory")) {
                    assertHas(store, handles.get(each), each);
                }
            }
        }
    }
}
