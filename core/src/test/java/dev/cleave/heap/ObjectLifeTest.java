package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The life of an object")
class ObjectLifeTest {
    private static final int BYTES = 100;
    private static final int SLOT_BYTES = 112;

    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
    private final long start = pool.allocateAddress(10 * SLOT_BYTES);
    private final List<Long> constructed = new ArrayList<>();
    private final List<Long> destructed = new ArrayList<>();
    private int failsAfter = Integer.MAX_VALUE;

    private final ObjectLife life =
            new ObjectLife("things", pool, BYTES, SLOT_BYTES, this::construct,
                    object -> destructed.add(object.address()));

    private void construct(MemorySegment object) {
        if (constructed.size() == failsAfter) {
            throw new OutOfMemoryError("on purpose");
        }
        assertThat(object.byteSize()).isEqualTo(BYTES);
        constructed.add(object.address());
    }

    @AfterEach
    void close() {
        pool.free(start);
        pool.close();
    }

    @Test
    @DisplayName("begins in each slot, in order, and ends there, and both are counted")
    void beginsAndEnds() {
        life.construct(start, 3);
        assertThat(constructed).containsExactly(start, start + SLOT_BYTES, start + 2 * SLOT_BYTES);
        life.destruct(start, 3);
        assertThat(destructed).isEqualTo(constructed);
        assertThat(life.constructed()).isEqualTo(3);
        assertThat(life.destructed()).isEqualTo(3);
    }

    @Test
    @DisplayName("begins in all slots or in none")
    void beginsWholly() {
        failsAfter = 2;
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> life.construct(start, 3));
        assertThat(destructed).isEqualTo(constructed).hasSize(2);
        assertThat(life.constructed()).isEqualTo(life.destructed()).isEqualTo(2);
    }

    @Test
    @DisplayName("begins no more when its cache is closed, which it says by name")
    void endsForAll() {
        life.requireOpen();
        assertThat(life.hasEnded()).isFalse();
        life.end();
        assertThat(life.hasEnded()).isTrue();
        assertThatIllegalStateException().isThrownBy(life::requireOpen).withMessage("object cache things is closed");
        assertThatIllegalStateException().isThrownBy(() -> life.construct(start, 3));
        assertThat(destructed).isEqualTo(constructed).hasSize(3);
    }

    @Test
    @DisplayName("is counted where there is nothing to construct or destruct")
    void isCounted() {
        ObjectLife plain = new ObjectLife("plain", pool, BYTES, SLOT_BYTES, null, null);
        plain.construct(start, 7);
        plain.destruct(start, 7);
        assertThat(plain.constructed()).isEqualTo(7);
        assertThat(plain.destructed()).isEqualTo(7);
    }
}
