package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An object lives as long as")
class ReachabilityTest {
    private final Pool pool = Pool.builder().name("reach").capacity(4 << 20).purge(false).build();
    private final ObjectSpace space = ObjectSpace.builder(pool).region(32 << 10).stripes(1).build();

    @AfterEach
    void nothingIsLost() {
        space.close();
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }

    @Test
    @DisplayName("its scope, unless it is kept, or freed before")
    void scoped() {
        ObjectScope scope = ObjectScope.of(space);
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < 100; each++) {
            handles.add(scope.allocate(1000L * (1 + each % 40)));
        }
        space.free(handles.get(5));
        scope.keep(handles.get(7));
        assertThatIllegalArgumentException().isThrownBy(() -> scope.keep(handles.get(7)));
        assertThat(scope.size()).isEqualTo(99);
        scope.close();
        scope.close();
        assertThat(space.objects()).isEqualTo(1);
        assertThat(space.isLive(handles.get(7))).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> scope.allocate(1)).withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> scope.keep(1));
    }

    @Test
    @DisplayName("its scope and a pin: the scope frees the others, and that one when it is closed again")
    void scopedAndPinned() {
        ObjectScope scope = ObjectScope.of(space);
        scope.allocate(100);
        long held = scope.allocate(100);
        ObjectPin pin = space.pin(held);
        assertThatIllegalStateException().isThrownBy(scope::close).withMessageContaining("1 object ");
        assertThat(space.objects()).isEqualTo(1);
        pin.close();
        scope.close();
        assertThat(space.objects()).isZero();
    }

    @Test
    @DisplayName("somebody has its proxy, or it is closed")
    void cleaned() {
        CleanedObjects objects = CleanedObjects.of(space);
        CleanedObject kept = objects.allocate(100);
        kept.write(0, new byte[] {42}, 0, 1);
        CleanedObject closed = objects.allocate(100);
        closed.close();
        closed.close();
        assertThat(objects.freeDead()).isEqualTo(1);
        assertThat(space.isLive(closed.handle())).isFalse();
        for (int each = 0; each < 500; each++) {
            objects.allocate(1000);
        }
        Patience.waitUntil(() -> {
            System.gc();
            objects.freeDead();
            return space.objects() == 1;
        });
        assertThat(kept.<Byte>read(bytes -> bytes.get(JAVA_BYTE, 0))).isEqualTo((byte) 42);
        try (ObjectPin pin = kept.pin()) {
            kept.close();
            assertThat(objects.freeDead()).as("while it is pinned").isZero();
            assertThat(pin.get(0)).isEqualTo((byte) 42);
        }
        assertThat(objects.freeDead()).isEqualTo(1);
    }
}
