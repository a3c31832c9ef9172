package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Large blocks over a child of a pool")
class ChildOfPoolTest {
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4096;

    private final Pool pool = Pool.builder().name("main").capacity(8 * MIB).purge(false).build();
    private final Pool child = pool.child("movable", 6 * MIB);

    @AfterEach
    void everythingIsCredited() {
        assertThat(child.usedBytes()).isZero();
        assertThat(pool.usedBytes()).isZero();
        pool.space().verify();
        child.close();
        pool.close();
    }

    @Test
    @DisplayName("are accounted to it as they are taken, moved, compacted and given back")
    void movableBlocks() {
        try (MovableBlocks blocks = MovableBlocks.over(child)) {
            List<MovableBlock> live = new ArrayList<>();
            for (int each = 0; each < 1024; each++) {
                live.add(blocks.allocate(UNIT));
            }
            assertThat(child.usedBytes()).isEqualTo(4 * MIB);
            for (int each = 0; each < 1024; each += 2) {
                live.get(each).free();
            }
            assertThat(child.usedBytes()).isEqualTo(2 * MIB).isEqualTo(pool.usedBytes());

            PoolRange upper = new PoolRange(pool.baseAddress() + 6 * MIB, pool.baseAddress() + 8 * MIB);
            assertThat(blocks.moveInto(live.get(1), upper)).isTrue();
            assertThat(child.usedBytes()).as("a move leaves as much").isEqualTo(2 * MIB);

            CompactionResult compacted = blocks.compactor().allocate(4 * MIB, 1, Budget.unlimited());
            assertThat(compacted.succeeded()).isTrue();
            assertThat(child.usedBytes()).isEqualTo(6 * MIB).isEqualTo(pool.usedBytes());
            assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> blocks.allocate(UNIT))
                    .satisfies(refusal -> assertThat(refusal.isByCap()).isTrue());
            child.free(compacted.address());
            try (Reservation kept = blocks.reserve(MIB)) {
                assertThat(child.usedBytes()).isEqualTo(3 * MIB);
                assertThat(kept.byteSize()).isEqualTo(MIB);
            }
            assertThat(child.usedBytes()).isEqualTo(2 * MIB);
        }
    }

    @Test
    @DisplayName("are gathered from many places up to its cap")
    void gatherLists() {
        List<Long> taken = new ArrayList<>();
        for (int each = 0; each < 2048; each++) {
            taken.add(pool.allocateAddress(UNIT));
        }
        for (int each = 0; each < 2048; each += 2) {
            pool.free(taken.get(each));
        }
        try (GatherList list = GatherList.of(child, MIB)) {
            assertThat(list.byteSize()).isEqualTo(MIB);
            assertThat(child.usedBytes()).isEqualTo(MIB);
            try (Pool small = pool.child("small", MIB)) {
                assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> GatherList.of(small, 2 * MIB))
                        .satisfies(refusal -> assertThat(refusal.isByCap()).isTrue());
                assertThat(small.usedBytes()).isZero();
            }
        }
        for (int each = 1; each < 2048; each += 2) {
            pool.free(taken.get(each));
        }
    }
}
