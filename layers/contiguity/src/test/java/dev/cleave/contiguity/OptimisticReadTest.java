package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A read without a pin")
class OptimisticReadTest {
    private static final long MIB = 1 << 20;
    private static final int SIZE = 64 << 10;

    private final Pool pool = Pool.builder().name("read").capacity(2 * MIB).purge(false).build();
    private final MovableBlocks blocks = MovableBlocks.over(pool);
    private final PoolRange lower = new PoolRange(pool.baseAddress(), pool.baseAddress() + MIB);
    private final PoolRange upper = new PoolRange(pool.baseAddress() + MIB, pool.baseAddress() + 2 * MIB);
    private final MovableBlock block = blocks.allocate(SIZE);

    @AfterEach
    void nothingIsLost() {
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    private void fill(byte value) {
        try (Pin pin = block.pin()) {
            pin.segment().fill(value);
        }
    }

    /** Moves the block, and writes over the place that it has left. */
    private void moveAway(PoolRange range) {
        assertThat(blocks.moveInto(block, range)).isTrue();
        pool.memory().asSlice(range.equals(upper) ? 0 : MIB, MIB).fill((byte) 66);
    }

    @Test
    @DisplayName("sees the bytes that were asked for, and may write none")
    void seesTheBlock() {
        fill((byte) 5);
        assertThat(block.<Long>readOptimistically(MemorySegment::byteSize)).isEqualTo(SIZE);
        assertThat(block.<Byte>readOptimistically(bytes -> bytes.get(JAVA_BYTE, SIZE - 1))).isEqualTo((byte) 5);
        assertThatIllegalArgumentException().isThrownBy(() -> block.readOptimistically(bytes -> bytes.fill((byte) 1)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> block.readOptimistically(bytes -> bytes.get(JAVA_BYTE, SIZE)));
        assertThat(block.isPinned()).isFalse();
    }

    @Test
    @DisplayName("is made again where the block moved meanwhile, also where it came back to its place")
    void isMadeAgain() {
        fill((byte) 5);
        AtomicInteger reads = new AtomicInteger();
        byte seen = block.readOptimistically(bytes -> {
            switch (reads.incrementAndGet()) {
                case 1 -> moveAway(upper);
                case 2 -> {
                    moveAway(lower);
                    moveAway(upper);
                }
                default -> assertThat(block.isPinned()).isFalse();
            }
            return bytes.get(JAVA_BYTE, 0);
        });
        assertThat(seen).isEqualTo((byte) 5);
        assertThat(reads).hasValue(3);
    }

    @Test
    @DisplayName("forgets what its reader threw over the bytes of another")
    void forgetsWhatWasThrown() {
        fill((byte) 5);
        AtomicInteger reads = new AtomicInteger();
        byte seen = block.readOptimistically(bytes -> {
            if (reads.incrementAndGet() == 1) {
                moveAway(upper);
            }
            byte value = bytes.get(JAVA_BYTE, 0);
            assertThat(value).isNotEqualTo((byte) 66);
            return value;
        });
        assertThat(seen).isEqualTo((byte) 5);
        assertThat(reads).hasValue(2);
    }

    @Test
    @DisplayName("pins a block that moves each time")
    void pinsInTheEnd() {
        fill((byte) 5);
        AtomicInteger reads = new AtomicInteger();
        byte seen = block.readOptimistically(bytes -> {
            reads.incrementAndGet();
            if (!block.isPinned()) {
                moveAway(reads.get() % 2 == 0 ? lower : upper);
            }
            return bytes.get(JAVA_BYTE, 0);
        });
        assertThat(seen).isEqualTo((byte) 5);
        assertThat(reads).hasValue(5);
        assertThat(block.isPinned()).isFalse();
    }

    @Test
    @DisplayName("is refused where the block was freed, before it or meanwhile")
    void ofAFreedBlock() {
        assertThatIllegalStateException().isThrownBy(() -> block.readOptimistically(bytes -> {
            block.free();
            return bytes.get(JAVA_BYTE, 0);
        })).withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(() -> block.readOptimistically(bytes -> bytes.get(JAVA_BYTE, 0)))
                .withMessageContaining("freed already");
    }

    @Test
    @DisplayName("is refused, and does not fault, where the pool was closed meanwhile")
    void ofAClosedPool() {
        Pool brief = Pool.builder().name("brief").capacity(MIB).build();
        MovableBlocks its = MovableBlocks.over(brief);
        MovableBlock gone = its.allocate(SIZE);
        assertThatIllegalStateException().isThrownBy(() -> gone.readOptimistically(bytes -> {
            its.close();
            brief.close();
            return bytes.get(JAVA_BYTE, 0);
        })).withMessageContaining("freed already");
    }

    /** Race 25: what is read is the block's, wherever that went, and whoever wrote where it was. */
    @Test
    @DisplayName("against moves: it never answers another's bytes")
    void againstMoves() throws Exception {
        fill((byte) 5);
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger moves = new AtomicInteger();
        Together.run(List.of(
                () -> {
                    while (!over.get()) {
                        PoolRange range = moves.get() % 2 == 0 ? upper : lower;
                        if (blocks.moveInto(block, range)) {
                            pool.memory().asSlice(range.equals(upper) ? 0 : MIB, SIZE).fill((byte) 66);
                            moves.incrementAndGet();
                        }
                    }
                    return null;
                },
                () -> {
                    try {
                        for (int round = 0; round < 20_000 || moves.get() < 100; round++) {
                            assertThat(block.<Long>readOptimistically(OptimisticReadTest::firstAndLast))
                                    .isEqualTo(0x0505050505050505L);
                        }
                    } finally {
                        over.set(true);
                    }
                    return null;
                }));
    }

    private static long firstAndLast(MemorySegment bytes) {
        long last = SIZE / Long.BYTES - 1;
        return bytes.getAtIndex(JAVA_LONG, 0) & bytes.getAtIndex(JAVA_LONG, last / 2)
                & bytes.getAtIndex(JAVA_LONG, last)
                | bytes.getAtIndex(JAVA_LONG, 0) ^ bytes.getAtIndex(JAVA_LONG, last);
    }
}
