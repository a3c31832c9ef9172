package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Movable blocks")
class MovableBlocksTest {
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("moved").capacity(4 * MIB).purge(false).build();
    private final MovableBlocks blocks = MovableBlocks.over(pool);
    private final PoolRange upperHalf = new PoolRange(pool.baseAddress() + 2 * MIB, pool.baseAddress() + 4 * MIB);

    @AfterEach
    void nothingIsLost() {
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(pool.leases().report().isEmpty()).isTrue();
        pool.space().verify();
        pool.close();
    }

    private static long address(MovableBlock block) {
        try (Pin pin = block.pin()) {
            return pin.address();
        }
    }

    private static void write(MovableBlock block, long seed) {
        try (Pin pin = block.pin()) {
            for (long at = 0; at + 8 <= block.byteSize(); at += 8) {
                pin.segment().setAtIndex(JAVA_LONG, at / 8, seed + at);
            }
        }
    }

    private static void check(MovableBlock block, long seed) {
        try (Pin pin = block.pin()) {
            for (long at = 0; at + 8 <= block.byteSize(); at += 8) {
                assertThat(pin.segment().getAtIndex(JAVA_LONG, at / 8)).isEqualTo(seed + at);
            }
        }
    }

    @Test
    @DisplayName("keep their bytes when they move, also those of many pieces")
    void keepTheirBytes() {
        for (long byteSize : new long[] {1, 4096, 10_000, 700_000}) {
            MovableBlock block = blocks.allocate(byteSize);
            write(block, byteSize);
            long before = address(block);

            assertThat(blocks.moveInto(block, upperHalf)).isTrue();

            assertThat(address(block)).isNotEqualTo(before).isGreaterThanOrEqualTo(upperHalf.from());
            check(block, byteSize);
            assertThat(pool.usage().usedBytes()).as("the old place is free").isEqualTo((byteSize + 4095) / 4096 * 4096);
            block.free();
        }
    }

    @Test
    @DisplayName("keep their alignment when they move")
    void keepTheirAlignment() {
        MovableBlock first = blocks.allocate(4096);
        MovableBlock aligned = blocks.allocate(5000, 1 << 16);
        assertThat(blocks.moveInto(first, upperHalf)).isTrue();
        assertThat(blocks.moveInto(aligned, upperHalf)).isTrue();
        assertThat(address(aligned) % (1 << 16)).isZero();
        assertThat(address(aligned)).isGreaterThanOrEqualTo(upperHalf.from());
    }

    @Test
    @DisplayName("stay where they are while somebody has them pinned, and where there is no room")
    void stay() {
        MovableBlock block = blocks.allocate(100_000);
        long address = address(block);
        try (Pin _ = block.pin()) {
            assertThat(blocks.moveInto(block, upperHalf)).isFalse();
        }
        try (LongPin _ = block.pinLong()) {
            assertThat(blocks.moveInto(block, upperHalf)).isFalse();
        }
        PoolRange tooShort = new PoolRange(upperHalf.from(), upperHalf.from() + 4096);
        assertThat(blocks.moveInto(block, tooShort)).isFalse();
        assertThat(address(block)).isEqualTo(address);
        assertThat(blocks.moveInto(block, upperHalf)).as("nothing stands in the way any more").isTrue();

        block.free();
        assertThat(blocks.moveInto(block, upperHalf)).as("a freed block").isFalse();
    }

    @Test
    @DisplayName("are moved by their own owner alone")
    void ofAnother() {
        try (MovableBlocks others = MovableBlocks.over(pool)) {
            MovableBlock other = others.allocate(1);
            assertThatIllegalArgumentException().isThrownBy(() -> blocks.moveInto(other, upperHalf))
                    .withMessageContaining("where it was allocated");
        }
    }

    @Test
    @DisplayName("are nobody's to free by their address, and keep their pool open")
    void areLeased() {
        MovableBlock block = blocks.allocate(100);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(address(block)));
        assertThatIllegalStateException().isThrownBy(pool::close);
        assertThat(block.isLive()).isTrue();
    }

    @Test
    @DisplayName("are refused where there is no such size or alignment, and where nothing is free")
    void refusals() {
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.allocate(0));
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.allocate(1, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> blocks.tryAllocate(1, 1L << 50));
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> blocks.allocate(5 * MIB));
        assertThat(blocks.tryAllocate(5 * MIB, 1)).isEmpty();
        assertThat(blocks.tryAllocate(4 * MIB, 1)).isPresent();
        assertThat(blocks.tryAllocate(1, 1)).isEmpty();
    }

    @Test
    @DisplayName("tell how many there are, and who is pinned")
    void usage() {
        MovableBlock first = blocks.allocate(1000);
        MovableBlock second = blocks.allocate(2000);
        blocks.allocate(4000).free();
        try (Pin _ = first.pin(); LongPin _ = first.pinLong(); LongPin _ = second.pinLong()) {
            assertThat(blocks.usage()).isEqualTo(new MovableUsage(2, 3000, 1, 2, 0));
            assertThatIllegalStateException().isThrownBy(blocks::close).withMessageContaining("2 movable blocks");
            assertThat(first.isLive()).as("nothing was changed").isTrue();
        }
        assertThat(blocks.metadataBytes()).isPositive();
        assertThat(blocks.pool()).isSameAs(pool);
    }

    @Test
    @DisplayName("are equal where they stand for the same block")
    void equality() {
        MovableBlock first = blocks.allocate(1000);
        MovableBlock second = blocks.allocate(1000);
        assertThat(first).isNotEqualTo(second).isEqualTo(first);
        assertThat(first.hashCode()).isNotEqualTo(second.hashCode());
        assertThat(first.toString()).contains("1000 bytes");
        assertThat(first.handle()).isNotEqualTo(second.handle());
    }

    @Test
    @DisplayName("end with their owner, who hands out no more")
    void closing() {
        MovableBlock block = blocks.allocate(1000);
        blocks.close();
        assertThat(block.isLive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> blocks.allocate(1)).withMessageContaining("are closed");
        assertThatIllegalStateException().isThrownBy(() -> blocks.tryAllocate(1, 1));
        assertThatIllegalStateException().isThrownBy(block::pin);
        blocks.close();
    }

    @Test
    @DisplayName("are not lost where they are closed while others allocate")
    void closingWhileOthersAllocate() throws Exception {
        for (int round = 0; round < 200; round++) {
            MovableBlocks closing = MovableBlocks.over(pool);
            List<Callable<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                threads.add(() -> {
                    try {
                        for (int each = 0; each < 100; each++) {
                            closing.allocate(4096);
                        }
                    } catch (IllegalStateException closed) {
                        assertThat(closed).hasMessageContaining("are closed");
                    }
                    return null;
                });
            }
            threads.add(() -> {
                closing.close();
                return null;
            });
            Together.run(threads);
            assertThat(closing.usage().blocks()).isZero();
            assertThat(pool.leases().report().isEmpty()).isTrue();
        }
    }
}
