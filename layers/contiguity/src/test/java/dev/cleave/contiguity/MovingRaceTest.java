package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The races of moves that the package numbers. */
@DisplayName("Races of moves")
class MovingRaceTest {
    private static final int ROUNDS = 20_000;
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().capacity(2 * MIB).purge(false).build();
    private final MovableBlocks blocks = MovableBlocks.over(pool);
    private final PoolRange lower = new PoolRange(pool.baseAddress(), pool.baseAddress() + MIB);
    private final PoolRange upper = new PoolRange(pool.baseAddress() + MIB, pool.baseAddress() + 2 * MIB);

    @AfterEach
    void nothingIsLost() {
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    private void moveToAndFro(MovableBlock block, AtomicBoolean over, AtomicLong moves) {
        while (!over.get()) {
            if (blocks.moveInto(block, moves.get() % 2 == 0 ? upper : lower)) {
                moves.incrementAndGet();
            }
        }
    }

    /**
     * Races 1 and 2: what is written under a pin is there under the next, wherever the block went
     * in between.
     */
    @Test
    @DisplayName("pins against moves: no write is lost")
    void pinsAgainstMoves() throws Exception {
        MovableBlock block = blocks.allocate(64 << 10);
        try (Pin pin = block.pin()) {
            pin.segment().fill((byte) 0);
        }
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong moves = new AtomicLong();
        Together.run(List.of(
                () -> {
                    moveToAndFro(block, over, moves);
                    return null;
                },
                () -> {
                    try {
                        for (long round = 0; round < ROUNDS || moves.get() < 100; round++) {
                            writeNext(block, round);
                        }
                    } finally {
                        over.set(true);
                    }
                    return null;
                }));
        assertThat(moves.get()).isPositive();
    }

    private static void writeNext(MovableBlock block, long round) {
        try (Pin pin = block.pin()) {
            long last = block.byteSize() / Long.BYTES - 1;
            assertThat(pin.segment().getAtIndex(JAVA_LONG, 0)).isEqualTo(round);
            assertThat(pin.segment().getAtIndex(JAVA_LONG, last)).isEqualTo(round);
            pin.segment().setAtIndex(JAVA_LONG, 0, round + 1);
            pin.segment().setAtIndex(JAVA_LONG, last, round + 1);
        }
    }

    /** Race 3: a block that is freed while it moves leaves nothing behind. */
    @Test
    @DisplayName("frees against moves: both places come back")
    void freesAgainstMoves() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            MovableBlock block = blocks.allocate(16 << 10);
            Together.run(List.of(
                    () -> {
                        blocks.moveInto(block, upper);
                        return null;
                    },
                    () -> {
                        block.free();
                        return null;
                    }));
            assertThat(block.isLive()).isFalse();
            assertThat(pool.usedBytes()).as("round %d", round).isZero();
        }
    }

    /** Race 4: of two that move one block one does, and the other leaves it alone. */
    @Test
    @DisplayName("moves against moves: a block is at one place")
    void movesAgainstMoves() throws Exception {
        MovableBlock block = blocks.allocate(16 << 10);
        try (Pin pin = block.pin()) {
            pin.segment().fill((byte) 42);
        }
        Callable<Void> moving = () -> {
            for (int round = 0; round < ROUNDS; round++) {
                blocks.moveInto(block, round % 2 == 0 ? upper : lower);
            }
            return null;
        };
        Together.run(Collections.nCopies(3, moving));
        assertThat(pool.usedBytes()).isEqualTo(16 << 10);
        try (Pin pin = block.pin()) {
            assertThat(pin.segment().toArray(JAVA_BYTE)).containsOnly(42);
        }
    }

    /** Race 5. */
    @Test
    @DisplayName("frees against frees: one frees, the other is told")
    void freesAgainstFrees() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            MovableBlock block = blocks.allocate(4096);
            AtomicInteger freed = new AtomicInteger();
            List<Callable<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                threads.add(() -> {
                    try {
                        block.free();
                        freed.incrementAndGet();
                    } catch (IllegalStateException second) {
                        assertThat(second).hasMessageContaining("free it once");
                    }
                    return null;
                });
            }
            Together.run(threads);
            assertThat(freed).hasValue(1);
        }
        assertThat(pool.usedBytes()).isZero();
    }
}
