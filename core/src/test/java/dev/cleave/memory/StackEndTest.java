package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Calls that come to the end of their thread's stack: what they had in their hands may be lost, and no more; no lock stays held. */
class StackEndTest {
    private static final long UNIT = 4096;
    private static final long LARGEST = 5 * UNIT;

    /** The block that a call is about, one that it is split from or merges with, and a magazine of them. */
    private static final long LOST_BY_AN_END = 18 * LARGEST;

    private static final long STACK = 256 << 10;
    private static final int ENDS = 400;
    private static final int ROUNDS = 4_000;

    /** Calls begin so many frames above the end of the stack. */
    private static final int LAST_FRAMES = 120;

    private final Pool pool = Pool.builder().name("deep").capacity(256 << 20).purge(false).build();
    private int ends;
    private int deepest;
    private long held;

    /** Calls at each depth from one on, down to where the stack ends. Ends beside the calls harm nobody, and are not counted. */
    @SuppressWarnings("InfiniteRecursion") // until the stack ends, which is what is wanted
    private void dive(int depth, int from, IntConsumer call) {
        deepest = depth;
        if (depth >= from) {
            try {
                call.accept(depth);
            } catch (StackOverflowError end) {
                ends++;
                throw end;
            }
        }
        dive(depth + 1, from, call);
    }

    private void use(int depth) {
        held = pool.allocateAddress(1 + depth % 5 * UNIT);
        if (depth % 8 == 0) {
            pool.trim();
        }
        pool.resize(held, 1 + (depth + 1) % 5 * UNIT);
        pool.free(held);
        held = 0;
    }

    /** The depth is found out each time, as compiled frames are smaller than others. */
    private void diveOften(IntConsumer call) throws InterruptedException {
        Thread thread = new Thread(null, () -> diveUntilItEnded(call), "at the end of its stack", STACK);
        thread.start();
        thread.join();
        assertThat(ends).isPositive();
    }

    private void diveUntilItEnded(IntConsumer call) {
        for (int round = 0; round < ROUNDS && ends < ENDS; round++) {
            diveToTheEnd(Integer.MAX_VALUE, call);
            diveToTheEnd(deepest - LAST_FRAMES - round % 7, call);
        }
    }

    private void diveToTheEnd(int from, IntConsumer call) {
        try {
            dive(0, from, call);
        } catch (StackOverflowError end) {
            freeHeld();
        }
    }

    /** A call that did not come to free its block leaves it live; one that came to its end while it did has lost it. */
    private void freeHeld() {
        if (held != 0) {
            try {
                pool.free(held);
            } catch (IllegalArgumentException lost) {
                assertThat(lost).hasMessageContaining("pool deep");
            }
            held = 0;
        }
    }

    @Test
    void whatMayBeLostIsBoundedAndNoLockStaysHeld() throws InterruptedException {
        diveOften(this::use);

        assertThat(pool.usedBytes()).isLessThanOrEqualTo(ends * LOST_BY_AN_END);
        assertThat(pool.trim()).as("the purge's lock is free").isNotNegative();
        pool.close();
        assertThat(pool.isClosed()).isTrue();
    }

    @Test
    void aTrimThatCameToTheEndLeavesItsLocks() throws InterruptedException {
        diveOften(depth -> {
            pool.markTouched(depth, 1);
            pool.trim();
        });

        assertThat(pool.trim()).isNotNegative();
        pool.close();
        assertThat(pool.isClosed()).isTrue();
    }
}
