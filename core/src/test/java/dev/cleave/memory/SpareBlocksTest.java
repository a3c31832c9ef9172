package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Freed blocks of a child that wait for its next requests")
class SpareBlocksTest {
    private static final int UNIT = 4096;
    private static final int UNITS = 256;

    private final Pool pool = Pool.builder().capacity(UNITS * UNIT).purge(false)
            .space(space -> space.stripeChooser(() -> 0)).build();
    private final Pool child = pool.child("child", UNITS * UNIT);

    @AfterEach
    void close() {
        pool.closeAbandoning();
    }

    @Test
    @DisplayName("are the next ones of their size, are used by nobody meanwhile, and make room for whatever needs it")
    void theNextOne() {
        long one = child.allocateAddress(UNIT);
        long two = child.allocateAddress(2 * UNIT);
        child.free(one);
        child.free(two);
        assertThat(child.usedBytes()).isZero();
        assertThat(pool.usedBytes()).isZero();
        assertThat(child.allocateAddress(2 * UNIT)).isEqualTo(two);
        assertThat(child.allocateAddress(UNIT)).isEqualTo(one);
        assertThat(child.usedBytes()).isEqualTo(3 * UNIT);
        child.free(one);
        child.free(two);
        long all = pool.allocateAddress(UNITS * UNIT);
        assertThat(child.tryAllocateAddress(1)).isZero();
        pool.free(all);
        child.close();
    }

    @Test
    @DisplayName("are more than may wait at times, and none is lost")
    void many() {
        List<Long> held = new ArrayList<>();
        for (int each = 0; each < 40; each++) {
            held.add(child.allocateAddress((1L + each % 5) * UNIT));
        }
        held.forEach(pool::free);
        assertThat(child.usedBytes()).isZero();
        pool.space().verify();
        long all = child.allocateAddress(UNITS * UNIT);
        assertThat(child.usage().usedBytes()).isEqualTo(UNITS * UNIT);
        child.free(all);
        child.close();
    }

    @Test
    @DisplayName("are refused when they are freed again, and nothing changes")
    void freedTwice() {
        long address = child.allocateAddress(UNIT);
        child.free(address);
        assertThatIllegalArgumentException().isThrownBy(() -> child.free(address));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(address));
        assertThatIllegalArgumentException().isThrownBy(() -> child.resize(address, 2 * UNIT));
        assertThat(child.allocateAddress(UNIT)).isEqualTo(address);
        assertThat(child.allocateAddress(UNIT)).isNotEqualTo(address);
    }

    @Test
    @DisplayName("count for a cap only where it is not needed otherwise")
    void cap() {
        Pool small = pool.child("small", 2 * UNIT);
        long one = small.allocateAddress(UNIT);
        small.free(one);
        long two = small.allocateAddress(2 * UNIT);
        assertThatThrownBy(() -> small.allocateAddress(UNIT)).isInstanceOf(PoolExhaustedException.class);
        small.free(two);
        assertThat(small.changeCap(UNIT)).isTrue();
        assertThat(small.tryAllocateAddress(2 * UNIT)).isZero();
        small.close();
    }

    @Test
    @DisplayName("of a child that was abandoned go back to the pool at once")
    void abandoned() {
        long address = child.allocateAddress(UNIT);
        assertThat(child.closeAbandoning().isEmpty()).isFalse();
        pool.free(address);
        assertThat(pool.space().freeUnits()).isEqualTo(UNITS);
        assertThat(pool.children()).isEmpty();
    }

    @Test
    @DisplayName("ask the child's rules each time, and stay where the rules have entered them")
    void rules() {
        CountingRules rules = new CountingRules();
        Pool ruled = pool.child("ruled", UNITS * UNIT, rules);
        long address = ruled.allocateAddress(UNIT);
        ruled.free(address);
        assertThat(rules.blocks).isZero();
        assertThat(rules.units).as("it waits").isEqualTo(1);
        rules.admitting = false;
        assertThat(ruled.tryAllocateAddress(UNIT)).isZero();
        assertThat(rules.units).as("what is not admitted does not wait on").isZero();
        rules.admitting = true;
        ruled.free(ruled.allocateAddress(UNIT));
        assertThat(ruled.usage().usedBytes()).isZero();
        assertThat(rules.units).isZero();
        assertThat(rules.blocks).isZero();
        ruled.close();
    }

    @Test
    @DisplayName("are taken by one of several threads, and all there again when these have ended")
    void threads() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Void>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Callable<Void> work = this::takeAndFree;
                done.add(threads.submit(work));
            }
            for (Future<Void> each : done) {
                each.get();
            }
        }
        assertThat(child.usedBytes()).isZero();
        long all = child.allocateAddress(UNITS * UNIT);
        child.free(all);
        child.close();
    }

    /** What a thread holds is filled with a number of its own, and nobody else's is found there. */
    private Void takeAndFree() {
        long mark = Thread.currentThread().threadId();
        for (int each = 0; each < 30_000; each++) {
            long address = child.allocateAddress((1L + ThreadLocalRandom.current().nextInt(4)) * UNIT);
            long at = address - pool.baseAddress();
            pool.memory().set(JAVA_LONG, at, mark);
            Thread.onSpinWait();
            assertThat(pool.memory().get(JAVA_LONG, at)).isEqualTo(mark);
            child.free(address);
            if (each % 1000 == 0) {
                assertThat(child.usage().usedBytes()).isBetween(0L, 16L * UNIT);
            }
        }
        return null;
    }

    private static final class CountingRules implements ChildRules {
        private boolean admitting = true;
        private int blocks;
        private long units;

        @Override
        public boolean admits(long count) {
            blocks += admitting ? 1 : 0;
            return admitting;
        }

        @Override
        public void ended() {
            blocks--;
        }

        @Override
        public long find(UnitSearch search, long count, int alignment) {
            long offset = search.find(count, alignment);
            units += offset == BuddySpace.NO_BLOCK ? 0 : count;
            return offset;
        }

        @Override
        public boolean enter(long offset, long count) {
            units += count;
            return true;
        }

        @Override
        public void leave(long offset, long count) {
            units -= count;
        }

        @Override
        public String refusal() {
            return "";
        }
    }
}
