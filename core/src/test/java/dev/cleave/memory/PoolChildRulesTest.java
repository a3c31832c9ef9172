package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.heap.Heap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rules of a child")
class PoolChildRulesTest {
    private static final long UNIT = 4096;

    private final Pool pool =
            Pool.builder().name("main").capacity(1 << 20).unit(UNIT).purge(false).budget(MemoryBudget.unlimited())
                    .build();
    private final Recorded rules = new Recorded();
    private final Pool child = pool.child("ruled", 100 * UNIT, rules);

    /** Knows each unit that it was told of, and refuses what it is told to. */
    private static final class Recorded implements ChildRules {
        private final TreeSet<Long> held = new TreeSet<>();
        private int blocks;
        private boolean admitting = true;
        private boolean atItsLimit;
        private int finds;
        private long end = Long.MAX_VALUE;

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
            finds++;
            if (atItsLimit) {
                return OWN_LIMIT;
            }
            long offset = search.find(count, alignment);
            if (offset != BuddySpace.NO_BLOCK && !enter(offset, count)) {
                search.giveBack(offset, 0);
                return BuddySpace.NO_BLOCK;
            }
            return offset;
        }

        @Override
        public boolean enter(long offset, long count) {
            if (offset + count > end) {
                return false;
            }
            for (long unit = offset; unit < offset + count; unit++) {
                assertThat(held.add(unit)).as("unit %d is entered once", unit).isTrue();
            }
            return true;
        }

        @Override
        public void leave(long offset, long count) {
            for (long unit = offset; unit < offset + count; unit++) {
                assertThat(held.remove(unit)).as("unit %d was entered", unit).isTrue();
            }
        }

        @Override
        public String refusal() {
            return admitting ? "" : "not today";
        }
    }

    @AfterEach
    void allIsLeft() {
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(rules.held).isEmpty();
        assertThat(rules.blocks).isZero();
        pool.space().verify();
        pool.close();
    }

    @Test
    @DisplayName("know of every unit, however its block was had, resized and freed")
    void every() {
        long first = child.allocateAddress(3 * UNIT);
        assertThat(rules.held).hasSize(3);
        assertThat(child.resize(first, 5 * UNIT)).isTrue();
        assertThat(rules.held).hasSize(5);
        assertThat(child.resize(first, UNIT)).isTrue();
        assertThat(rules.held).hasSize(1);
        assertThat(child.tryAllocateAt(first + 8 * UNIT, 2 * UNIT)).isTrue();
        assertThat(rules.held).hasSize(3);
        long leased = child.leases().lease(UNIT, 1);
        assertThat(rules.blocks).isEqualTo(3);

        child.leases().giveBack(leased);
        pool.free(first + 8 * UNIT);
        child.free(first);
    }

    @Test
    @DisplayName("hold for heaps too")
    void heaps() {
        try (Heap heap = Heap.builder(child).build()) {
            long address = heap.allocate(100);
            assertThat(rules.held).isNotEmpty();
            heap.free(address);
        }
    }

    @Test
    @DisplayName("refuse a request, and the exception says why; nothing stays counted")
    void refuse() {
        rules.admitting = false;
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> child.allocateAddress(UNIT))
                .withMessageContaining("its rules say: not today");
        assertThat(child.tryAllocateAddress(UNIT)).isZero();
        assertThat(child.usedBytes()).isZero();
    }

    @Test
    @DisplayName("that are at the child's own limit cost others nothing: their spares wait on, and they are not asked")
    void ownLimit() {
        Recorded others = new Recorded();
        Pool other = pool.child("other", 100 * UNIT, others);
        int[] asked = {0, 0};
        pool.addPressureListener((unused, bytes) -> asked[0]++);
        child.addPressureListener((unused, bytes) -> asked[1]++);
        long mine = child.allocateAddress(UNIT);
        child.free(mine);
        other.free(other.allocateAddress(UNIT));
        rules.atItsLimit = true;
        rules.finds = 0;
        for (int each = 0; each < 10; each++) {
            assertThat(child.tryAllocateAddress(2 * UNIT)).isZero();
        }
        assertThat(rules.held).as("its own spare is drained").isEmpty();
        assertThat(rules.finds).as("at first sight, without its spares, and behind its listener").isEqualTo(30);
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> child.allocateAddress(UNIT))
                .withMessageContaining("used 0");
        assertThat(others.held).as("the other's spare").hasSize(1);
        assertThat(asked).containsExactly(0, 11);
        other.free(other.allocateAddress(UNIT));
        assertThat(others.finds).as("it was served by its spare").isEqualTo(1);
        assertThat(child.usedBytes()).isZero();

        rules.atItsLimit = false;
        other.closeAbandoning();
    }

    @Test
    @DisplayName("that find nothing in the pool are asked again without anybody's spares")
    void othersSpares() {
        Pool wide = pool.child("wide", pool.capacity(), rules);
        Pool other = pool.child("other", 100 * UNIT, new Recorded());
        other.free(other.allocateAddress(UNIT));
        long all = wide.allocateAddress(pool.capacity());
        wide.free(all);
    }

    @Test
    @DisplayName("at a child's cap neither drain others' spares, whoever tells it")
    void cap() {
        Recorded others = new Recorded();
        Pool other = pool.child("other", 100 * UNIT, others);
        other.free(other.allocateAddress(UNIT));
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> child.allocateAddress(101 * UNIT));
        assertThat(child.tryAllocateAddress(101 * UNIT)).isZero();
        assertThat(others.held).hasSize(1);
    }

    @Test
    @DisplayName("refuse a place: a block that would grow there, or be had there, is as it was")
    void refusePlaces() {
        long block = child.allocateAddress(UNIT);
        rules.end = (block - pool.baseAddress()) / UNIT + 2;
        assertThat(child.resize(block, 2 * UNIT)).isTrue();
        assertThat(child.resize(block, 3 * UNIT)).isFalse();
        assertThat(child.tryAllocateAt(block + 4 * UNIT, UNIT)).isFalse();
        assertThat(child.tryAllocateAddress(UNIT)).isZero();
        assertThat(child.usedBytes()).isEqualTo(2 * UNIT);
        child.free(block);
    }

    @Test
    @DisplayName("are left alone by a cap that changes, which is refused where more is held")
    void caps() {
        long block = child.allocateAddress(10 * UNIT);
        assertThat(child.changeCap(9 * UNIT)).isFalse();
        assertThat(child.cap()).isEqualTo(100 * UNIT);
        assertThat(child.changeCap(10 * UNIT)).isTrue();
        assertThat(child.tryAllocateAddress(UNIT)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> child.changeCap(0)).withMessageContaining("a cap of 0");
        assertThatIllegalStateException().isThrownBy(() -> pool.changeCap(UNIT))
                .withMessageContaining("nobody's child");
        child.free(block);
    }
}
