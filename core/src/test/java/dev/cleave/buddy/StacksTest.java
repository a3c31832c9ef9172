package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stack of a magazine")
class StacksTest {
    private static final int BIAS_AFTER = 4;
    private static final int CAPACITY = 8;

    private final AtomicInteger barriers = new AtomicInteger();
    private final AtomicBoolean barrierFails = new AtomicBoolean();
    private final Stacks stacks = new Stacks(2, 3, this::passBarrier, BIAS_AFTER);

    /** What stands in for the process's own barrier: the threads of these tests come one after the other. */
    private boolean passBarrier() {
        barriers.incrementAndGet();
        return !barrierFails.get();
    }

    private boolean push(long block) {
        return stacks.push(1, 2, CAPACITY, block);
    }

    private long pop() {
        return stacks.pop(1, 2);
    }

    /** Has the caller's thread own the stack, in which nothing lies then. */
    private void own() {
        for (long held = 0; !StackWord.isBiased(held);) {
            held = stacks.hold(1, 2);
            stacks.release(1, 2, held, 0);
        }
    }

    private static void elsewhere(Runnable deed) {
        AtomicBoolean done = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().start(() -> {
            deed.run();
            done.set(true);
        });
        join(thread);
        assertThat(done).isTrue();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("gives back the last block first, and keeps no more than it may, none above its limit")
    void order() {
        assertThat(pop()).isEqualTo(Offsets.NONE);
        for (long block = 0; block < CAPACITY; block++) {
            assertThat(push(block)).isTrue();
        }
        assertThat(push(99)).isFalse();
        assertThat(stacks.count(1, 2)).isEqualTo(CAPACITY);
        assertThat(pop()).isEqualTo(CAPACITY - 1);
        stacks.setLimit(1, 2, 50);
        assertThat(push(51)).isFalse();
        assertThat(push(50)).isTrue();
        assertThat(stacks.count(0, 2)).isZero();
        assertThat(stacks.count(1, 1)).isZero();
    }

    @Test
    @DisplayName("is used by its owner without a barrier, and by another after one, with all that is in it")
    void revoked() {
        own();
        push(7);
        push(8);
        assertThat(barriers).hasValue(0);
        elsewhere(() -> {
            assertThat(pop()).isEqualTo(8);
            assertThat(barriers).hasValue(1);
            assertThat(pop()).isEqualTo(7);
            assertThat(barriers).hasValue(1);
        });
        assertThat(push(9)).isTrue();
        assertThat(pop()).isEqualTo(9);
        assertThat(barriers).hasValue(1);
    }

    @Test
    @DisplayName("is not had while its owner is in it, and is shared once it was")
    void inUse() {
        own();
        push(7);
        long held = stacks.hold(1, 2);
        elsewhere(() -> {
            assertThat(pop()).isEqualTo(Offsets.NONE);
            assertThat(push(8)).isFalse();
            assertThat(stacks.hold(1, 2)).isEqualTo(Stacks.NOT_NOW);
            stacks.revokeOthers();
            assertThat(stacks.isEmpty(1, 2)).isFalse();
        });
        stacks.release(1, 2, held, 1);
        assertThat(pop()).isEqualTo(7);
        elsewhere(() -> assertThat(stacks.isEmpty(1, 2)).isTrue());
    }

    @Test
    @DisplayName("is not taken from its owner where the barrier fails, and later where it does not")
    void noBarrier() {
        own();
        push(7);
        barrierFails.set(true);
        elsewhere(() -> assertThat(pop()).isEqualTo(Offsets.NONE));
        assertThat(pop()).as("nor is it the owner's").isEqualTo(Offsets.NONE);
        barrierFails.set(false);
        assertThat(pop()).isEqualTo(7);
    }

    @Test
    @DisplayName("becomes a thread's own again only after a run twice as long")
    void doublings() {
        for (int epoch = 1; epoch < 6; epoch++) {
            int uses = 0;
            long held;
            do {
                held = stacks.hold(1, 2);
                stacks.release(1, 2, held, 0);
                uses++;
            } while (!StackWord.isBiased(held));
            assertThat(StackWord.epoch(held)).isEqualTo(epoch);
            assertThat(uses).isEqualTo(BIAS_AFTER << epoch - 1);
            elsewhere(() -> stacks.release(1, 2, stacks.hold(1, 2), 0));
        }
    }

    @Test
    @DisplayName("has as many owners as it has slots, and those of threads that ended over and over")
    void slots() {
        for (int thread = 0; thread < 10; thread++) {
            elsewhere(this::own);
        }
        int before = barriers.get();
        elsewhere(() -> assertThat(push(1)).isTrue());
        assertThat(barriers).as("the last one owned it").hasValue(before + 1);
    }

    @Test
    @DisplayName("is no virtual thread's own")
    void virtualThreads() throws InterruptedException {
        Thread.ofVirtual()
                .start(() -> {
                    for (int use = 0; use < 100 * BIAS_AFTER; use++) {
                        push(use);
                        pop();
                    }
                })
                .join();
        elsewhere(() -> assertThat(push(1)).isTrue());
        assertThat(barriers).hasValue(0);
    }

    @Test
    @DisplayName("is taken from its owner with all others by one barrier, but not from the caller")
    void revokeOthers() {
        own();
        elsewhere(() -> {
            for (int use = 0; use < BIAS_AFTER << 1; use++) {
                stacks.push(0, 0, CAPACITY, 3);
                stacks.pop(0, 0);
                stacks.push(0, 1, CAPACITY, 3);
                stacks.pop(0, 1);
            }
            stacks.revokeOthers();
            assertThat(barriers).hasValue(1);
            assertThat(stacks.isEmpty(0, 0)).isTrue();
            assertThat(stacks.isEmpty(1, 2)).isTrue();
        });
        stacks.revokeOthers();
        assertThat(barriers).hasValue(2);
        stacks.revokeOthers();
        assertThat(barriers).hasValue(2);
    }

    @Test
    @DisplayName("is one thread's at a time, whoever owns it, whenever it is taken from it: by the process's own barrier")
    void oneAtATime() {
        assumeThat(ProcessBarrier.usual()).isNotEqualTo(ProcessBarrier.NONE);
        Stacks real = new Stacks(1, 1, ProcessBarrier.usual(), 1);
        long[] inside = new long[1];
        AtomicLong holds = new AtomicLong();
        Thread[] threads = new Thread[3];
        for (int thread = 0; thread < threads.length; thread++) {
            int pause = thread * 37;
            threads[thread] = Thread.ofPlatform().start(() -> {
                long mine = 0;
                for (int turn = 0; turn < 300_000; turn++) {
                    long held = real.hold(0, 0);
                    if (held != Stacks.NOT_NOW) {
                        inside[0]++;
                        mine++;
                        real.release(0, 0, held, 0);
                    }
                    for (int spin = 0; spin < pause && turn % 100 == 0; spin++) {
                        Thread.onSpinWait();
                    }
                }
                holds.addAndGet(mine);
            });
        }
        for (Thread each : threads) {
            join(each);
        }
        assertThat(inside[0]).isEqualTo(holds.get());
    }
}
