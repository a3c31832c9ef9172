package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cleave.arena.PooledArena;
import dev.cleave.heap.Heap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A child of a pool")
class PoolChildTest {
    private static final long UNIT = 4096;
    private static final long CAPACITY = 1 << 20;

    private final Pool pool =
            Pool.builder().name("main").capacity(CAPACITY).unit(UNIT).purge(false).budget(MemoryBudget.unlimited())
                    .build();
    private final Pool netty = pool.child("netty", 10 * UNIT);
    private final Pool arrow = pool.child("arrow", Long.MAX_VALUE);

    @AfterEach
    void everythingIsGivenBackAndCredited() {
        if (!pool.isClosed()) {
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.children()).allSatisfy(child -> assertThat(child.usedBytes()).isZero());
            pool.space().verify();
            netty.close();
            arrow.close();
            assertThat(pool.children()).isEmpty();
            pool.close();
        }
    }

    private static ChildUsage usage(Pool child) {
        return child.childUsage().orElseThrow();
    }

    private static PoolExhaustedException refused(Pool child, long byteSize) {
        return catchThrowableOfType(PoolExhaustedException.class, () -> child.allocateAddress(byteSize));
    }

    @Nested
    @DisplayName("accounts")
    class Accounts {
        @Test
        @DisplayName("for its blocks in whole units, apart from the others' and from the pool's own")
        void apart() {
            long own = pool.allocateAddress(3 * UNIT);
            long first = netty.allocateAddress(1);
            long second = arrow.allocateAddress(2 * UNIT + 1);

            assertThat(usage(netty).usedBytes()).isEqualTo(UNIT);
            assertThat(usage(arrow).usedBytes()).isEqualTo(3 * UNIT);
            assertThat(pool.usedBytes()).isEqualTo(7 * UNIT);
            assertThat(pool.children()).extracting(ChildUsage::name).containsExactly("netty", "arrow");
            assertThat(netty.usedBytes()).isEqualTo(UNIT);
            assertThat(netty.usage().requestedBytes()).isEqualTo(1);
            assertThat(pool.usage().requestedBytes()).isEqualTo(3 * UNIT + 1 + 2 * UNIT + 1);

            netty.free(first);
            arrow.free(second);
            pool.free(own);
        }

        @Test
        @DisplayName("for what it held at most")
        void peak() {
            long first = netty.allocateAddress(6 * UNIT);
            netty.free(first);
            long second = netty.allocateAddress(2 * UNIT);
            assertThat(usage(netty).peakBytes()).isEqualTo(6 * UNIT);
            assertThat(usage(netty).usedBytes()).isEqualTo(2 * UNIT);
            netty.free(second);
        }

        @Test
        @DisplayName("for its allocations, frees and failures, which are the pool's too")
        void counts() {
            long block = netty.allocateAddress(UNIT);
            long other = pool.allocateAddress(UNIT);
            assertThat(netty.tryAllocateAddress(11 * UNIT)).isZero();
            pool.free(block);
            pool.free(other);
            assertThat(netty.counts()).isEqualTo(new PoolCounts(1, 1, 1));
            assertThat(arrow.counts()).isEqualTo(new PoolCounts(0, 0, 0));
            assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 2, 1));
        }

        @Test
        @DisplayName("for aligned, placed and leased blocks as for any other")
        void everyKindOfBlock() {
            List<Long> blocks = new ArrayList<>();
            blocks.add(arrow.allocateAddress(UNIT, 8 * UNIT));
            blocks.add(arrow.tryAllocateAddress(UNIT, 4 * UNIT));
            long at = pool.baseAddress() + CAPACITY / 2;
            assertThat(arrow.tryAllocateAt(at, 2 * UNIT)).isTrue();
            blocks.add(at);
            PoolRange upper = new PoolRange(at + 8 * UNIT, pool.baseAddress() + CAPACITY);
            blocks.add(arrow.tryAllocateWithin(upper, UNIT, UNIT));
            blocks.add(arrow.tryAllocateOutside(List.of(upper), UNIT, UNIT));
            blocks.add(arrow.tryAllocate(UNIT, 1).orElseThrow().address());
            assertThat(blocks).doesNotContain(0L);
            assertThat(usage(arrow).usedBytes()).isEqualTo(7 * UNIT);

            Leases leases = arrow.leases();
            List<Long> leased = new ArrayList<>();
            leased.add(leases.lease(UNIT, 1));
            leased.add(leases.tryLease(UNIT, 1));
            leased.add(leases.tryLeaseWithin(upper, UNIT, 1));
            leased.add(leases.tryLeaseOutside(List.of(upper), UNIT, 1));
            Lease lease = new Lease();
            leases.lease(lease, UNIT, 1);
            Lease spare = leases.leaseSpare();
            assertThat(usage(arrow).usedBytes()).isEqualTo(13 * UNIT);
            assertThat(leases.report().blocks()).isEqualTo(6);
            assertThat(netty.leases().report().isEmpty()).isTrue();

            blocks.forEach(arrow::free);
            leased.forEach(leases::giveBack);
            leases.giveBack(lease);
            leases.giveBack(spare);
            assertThat(usage(arrow).usedBytes()).as("what waits for an arena is nobody's").isZero();
        }

        @Test
        @DisplayName("for what a resize gains and gives back, whoever resizes")
        void resizes() {
            long block = netty.allocateAddress(2 * UNIT);
            assertThat(netty.resize(block, 5 * UNIT)).isTrue();
            assertThat(usage(netty).usedBytes()).isEqualTo(5 * UNIT);
            assertThat(pool.resize(block, 3 * UNIT)).isTrue();
            assertThat(usage(netty).usedBytes()).isEqualTo(3 * UNIT);
            assertThat(netty.resize(block, 11 * UNIT)).as("over the cap").isFalse();
            assertThat(pool.resize(block, 11 * UNIT)).as("over the cap, by way of the pool").isFalse();
            assertThat(netty.resize(block, Long.MAX_VALUE)).isFalse();
            long between = block + 3 * UNIT;
            assertThat(pool.tryAllocateAt(between, UNIT)).isTrue();
            assertThat(netty.resize(block, 4 * UNIT)).as("what is behind it is used").isFalse();
            assertThat(usage(netty).usedBytes()).as("a refused one charges nothing").isEqualTo(3 * UNIT);
            pool.free(between);
            netty.free(block);
        }

        @Test
        @DisplayName("for what heaps and arenas over it take and give back")
        void heapsAndArenas() {
            try (Heap heap = Heap.of(arrow)) {
                List<Long> blocks = new ArrayList<>();
                for (int size = 16; size < 9_000; size += 99) {
                    blocks.add(heap.allocate(size));
                }
                assertThat(usage(arrow).usedBytes()).isPositive().isEqualTo(pool.usedBytes());
                blocks.forEach(heap::free);
            }
            assertThat(usage(arrow).usedBytes()).isZero();
            try (PooledArena arena = PooledArena.ofConfined(netty)) {
                arena.allocate(3 * UNIT);
                assertThat(usage(netty).usedBytes()).isGreaterThanOrEqualTo(3 * UNIT).isEqualTo(pool.usedBytes());
            }
            assertThat(usage(netty).usedBytes()).isZero();
        }

        @Test
        @DisplayName("visits its own blocks alone")
        void visits() {
            long own = pool.allocateAddress(UNIT);
            long mine = netty.allocateAddress(UNIT);
            List<Long> seen = new ArrayList<>();
            netty.forEachBlock((address, byteSize, leased) -> seen.add(address));
            assertThat(seen).containsExactly(mine);
            pool.forEachBlock((address, byteSize, leased) -> seen.add(address));
            assertThat(seen).contains(own);
            pool.free(own);
            pool.free(mine);
        }
    }

    @Nested
    @DisplayName("at its cap")
    class AtItsCap {
        @Test
        @DisplayName("refuses, and says what it has, what was asked and what to do")
        void refuses() {
            long block = netty.allocateAddress(9 * UNIT);
            PoolExhaustedException refusal = refused(netty, UNIT + 1);
            assertThat(refusal.isByCap()).isTrue();
            assertThat(refusal.requestedBytes()).isEqualTo(UNIT + 1);
            assertThat(refusal.usage().usedBytes()).isEqualTo(9 * UNIT);
            assertThat(refusal.usage().capacityBytes()).isEqualTo(10 * UNIT);
            assertThat(refusal.usage().freeBytes()).isEqualTo(UNIT);
            assertThat(refusal).hasMessage("pool main/netty cannot give 4,097 bytes: that is over its cap of 40,960, of"
                    + " which it has used 36,864, in whole units of 4,096; free blocks of this child, add a pressure"
                    + " listener to it, or open it with a larger cap");
            assertThat(usage(netty).usedBytes()).as("a refused request charges nothing").isEqualTo(9 * UNIT);

            long last = netty.allocateAddress(UNIT);
            assertThat(refused(netty, 1).isByCap()).isTrue();
            assertThat(netty.tryAllocate(1, 1)).isEmpty();
            assertThat(netty.leases().tryLease(1, 1)).isZero();
            assertThat(netty.tryAllocateAt(last + UNIT, 1)).isFalse();
            assertThat(usage(netty).capFailures()).isEqualTo(5);
            assertThat(usage(netty).poolFailures()).isZero();
            assertThat(pool.counts().failures()).as("the pool's own health sees them").isEqualTo(5);
            netty.free(block);
            netty.free(last);
        }

        @Test
        @DisplayName("refuses the largest requests there are, and none overflows")
        void hugeRequests() {
            for (long huge : new long[] {11 * UNIT, CAPACITY + 1, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
                assertThat(refused(netty, huge)).as("%,d bytes", huge)
                        .hasMessageContaining("no child of this cap ever can");
                assertThat(netty.tryAllocateAddress(huge)).isZero();
                assertThat(netty.leases().tryLease(huge, 1)).isZero();
            }
            PoolExhaustedException byPool = refused(arrow, Long.MAX_VALUE);
            assertThat(byPool.isByCap()).as("a cap of Long.MAX_VALUE in whole units is less").isTrue();
            assertThat(usage(netty).usedBytes()).isZero();
            assertThat(usage(arrow).usedBytes()).isZero();
        }

        @Test
        @DisplayName("tells the pool's shortage from its own")
        void shortage() {
            long all = pool.allocateAddress(CAPACITY - UNIT);
            PoolExhaustedException refusal = refused(netty, 2 * UNIT);
            assertThat(refusal.isByCap()).isFalse();
            assertThat(refusal)
                    .hasMessageStartingWith("pool main cannot give 8,192 bytes to its child netty: capacity");
            assertThat(usage(netty).poolFailures()).isEqualTo(1);
            assertThat(usage(netty).capFailures()).isZero();
            assertThat(usage(netty).failures()).isEqualTo(1);
            assertThat(usage(netty).usedBytes()).as("what was charged is credited").isZero();
            assertThat(netty.leases().tryLease(2 * UNIT, 1)).isZero();
            assertThat(netty.tryAllocateAddress(2 * UNIT)).isZero();
            assertThat(netty.tryAllocateOutside(List.of(), 2 * UNIT, 1)).isZero();
            assertThat(netty.tryAllocateAt(all, UNIT)).isFalse();
            assertThat(usage(netty).usedBytes()).isZero();
            assertThat(usage(netty).poolFailures()).isEqualTo(5);
            pool.free(all);
        }

        @Test
        @DisplayName("takes back what waits for its arenas before it refuses")
        void drainsSpares() {
            long block = netty.allocateAddress(9 * UNIT);
            Leases leases = netty.leases();
            leases.giveBack(leases.leaseSpare());
            long last = netty.allocateAddress(UNIT);
            assertThat(last).isNotZero();
            netty.free(block);
            netty.free(last);
        }

        @Test
        @DisplayName("asks its own listeners, and nobody else's")
        void ownListeners() {
            List<String> asked = new ArrayList<>();
            long[] block = {netty.allocateAddress(10 * UNIT)};
            pool.addPressureListener((full, byteSize) -> asked.add("pool"));
            arrow.addPressureListener((full, byteSize) -> asked.add("arrow"));
            netty.addPressureListener((full, byteSize) -> {
                asked.add(full.name() + " " + byteSize);
                netty.free(block[0]);
            });
            long next = netty.allocateAddress(2 * UNIT);
            assertThat(asked).containsExactly("main/netty 8192");
            assertThat(usage(netty).capFailures()).isZero();
            netty.free(next);
        }

        @Test
        @DisplayName("passes on what its listeners throw")
        void listenersThatThrow() {
            long block = netty.allocateAddress(10 * UNIT);
            IllegalStateException broken = new IllegalStateException("broken");
            PressureListener listener = (full, byteSize) -> {
                throw broken;
            };
            netty.addPressureListener(listener);
            assertThat(refused(netty, 1)).hasSuppressedException(broken);
            assertThat(netty.tryAllocateAddress(1)).isZero();
            assertThat(netty.removePressureListener(listener)).isTrue();
            assertThat(netty.removePressureListener(listener)).isFalse();
            netty.free(block);
        }

        @Test
        @DisplayName("lets a heap over it trim itself")
        void heapOverIt() {
            try (Heap heap = Heap.of(netty)) {
                List<Long> blocks = new ArrayList<>();
                assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> {
                    while (true) {
                        blocks.add(heap.allocate(500));
                    }
                }).satisfies(refusal -> assertThat(refusal.isByCap()).isTrue());
                blocks.forEach(heap::free);
                long large = heap.allocate(10 * UNIT);
                heap.free(large);
            }
        }
    }

    @Test
    @DisplayName("asks the listeners of all where the pool is full")
    void everybodyIsAskedWhereThePoolIsFull() {
        long[] idle = {arrow.allocateAddress(CAPACITY)};
        arrow.addPressureListener((full, byteSize) -> {
            assertThat(full).isSameAs(arrow);
            arrow.free(idle[0]);
        });
        long block = netty.allocateAddress(UNIT);
        assertThat(usage(arrow).usedBytes()).isZero();
        netty.free(block);
    }

    @Test
    @DisplayName("leaves what waits for its arenas to everybody where the pool is full")
    void sparesOfOneServeTheOthers() {
        Leases leases = netty.leases();
        leases.giveBack(leases.leaseSpare());
        long all = arrow.allocateAddress(CAPACITY);
        arrow.free(all);
        leases.giveBack(leases.leaseSpare());
        all = pool.allocateAddress(CAPACITY);
        pool.free(all);
    }

    @Nested
    @DisplayName("frees")
    class Frees {
        @Test
        @DisplayName("its own blocks alone")
        void itsOwn() {
            long own = pool.allocateAddress(UNIT);
            long mine = netty.allocateAddress(UNIT);
            long leased = netty.leases().lease(UNIT, 1);

            assertThatIllegalArgumentException().isThrownBy(() -> arrow.free(mine))
                    .withMessageContaining("is no block of pool main/arrow but was allocated from its child netty");
            assertThatIllegalArgumentException().isThrownBy(() -> netty.free(own))
                    .withMessageContaining("is no block of pool main/netty but was allocated from the pool itself");
            assertThatIllegalArgumentException().isThrownBy(() -> arrow.resize(mine, 2 * UNIT));
            assertThatIllegalArgumentException().isThrownBy(() -> arrow.leases().giveBack(leased));
            assertThatIllegalArgumentException().isThrownBy(() -> arrow.leases().resize(leased, 2 * UNIT));
            assertThat(usage(netty).usedBytes()).as("nothing is changed").isEqualTo(2 * UNIT);

            netty.free(mine);
            netty.leases().giveBack(leased);
            pool.free(own);
        }

        @Test
        @DisplayName("no block twice, and of its pool any is freed and credited")
        void byThePool() throws InterruptedException {
            long first = netty.allocateAddress(UNIT);
            long second = arrow.allocateAddress(2 * UNIT);
            long leased = netty.leases().lease(UNIT, 1);
            Thread other = Thread.ofPlatform().start(() -> {
                pool.free(first);
                pool.free(second);
                pool.leases().giveBack(leased);
            });
            other.join();
            assertThat(usage(netty).usedBytes()).isZero();
            assertThat(usage(arrow).usedBytes()).isZero();
            assertThat(usage(netty).frees()).isEqualTo(2);
            assertThatIllegalArgumentException().isThrownBy(() -> netty.free(first));
            assertThat(usage(netty).usedBytes()).isZero();

            long next = pool.allocateAddress(UNIT);
            assertThat(usage(netty).usedBytes()).as("the unit has a new holder").isZero();
            pool.free(next);
        }
    }

    @Nested
    @DisplayName("is made")
    class IsMade {
        @Test
        @DisplayName("with a name of its own")
        void names() {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.child("netty", UNIT))
                    .withMessage("pool main has an open child netty: close it before, or choose another name");
            assertThatIllegalArgumentException().isThrownBy(() -> pool.child(" ", UNIT))
                    .withMessageContaining("without a name");
            assertThatNullPointerException().isThrownBy(() -> pool.child(null, UNIT)).withMessage("name");
            assertThat(pool.children()).hasSize(2);

            netty.close();
            try (Pool again = pool.child("netty", UNIT)) {
                assertThat(again.name()).isEqualTo("main/netty");
                assertThat(again.parent()).containsSame(pool);
                assertThat(pool.parent()).isEmpty();
                assertThat(pool.childUsage()).isEmpty();
            }
        }

        @Test
        @DisplayName("with a cap of 1 byte or more")
        void caps() {
            for (long cap : new long[] {0, -1, Long.MIN_VALUE}) {
                assertThatIllegalArgumentException().isThrownBy(() -> pool.child("bad", cap))
                        .withMessage("a cap of " + cap + " bytes for child bad of pool main: it must be 1 to "
                                + Long.MAX_VALUE);
            }
            try (Pool tiny = pool.child("tiny", 1)) {
                assertThat(tiny.cap()).isZero();
                assertThat(refused(tiny, 1)).hasMessageContaining("over its cap of 1,")
                        .hasMessageContaining("whole units of 4,096");
            }
            assertThat(arrow.cap()).isEqualTo(CAPACITY);
            assertThat(netty.cap()).isEqualTo(10 * UNIT);
            assertThat(pool.cap()).isEqualTo(CAPACITY);
        }

        @Test
        @DisplayName("of no child")
        void noGrandchildren() {
            assertThatIllegalStateException().isThrownBy(() -> netty.child("http", UNIT))
                    .withMessage("pool main/netty is a child, which has no children: make them of pool main");
            assertThat(netty.children()).isEmpty();
        }

        @Test
        @DisplayName("of no closed pool")
        void notOfAClosedPool() {
            pool.close();
            assertThatIllegalStateException().isThrownBy(() -> pool.child("late", UNIT))
                    .withMessage("pool main is closed");
        }

        @Test
        @DisplayName("again and again without a limit, as closed ones leave their place")
        void placesAreReused() {
            long metadata = 0;
            for (int round = 0; round < 70_000; round++) {
                pool.child("short-lived", UNIT).close();
                if (round == 0) {
                    metadata = pool.metadataBytes();
                }
            }
            assertThat(pool.metadataBytes()).isEqualTo(metadata);
        }
    }

    @Nested
    @DisplayName("is closed")
    class IsClosed {
        @Test
        @DisplayName("only when it holds nothing")
        void onlyWhenEmpty() {
            long block = netty.allocateAddress(UNIT);
            long leased = netty.leases().lease(2 * UNIT, 1);
            assertThatIllegalStateException().isThrownBy(netty::close)
                    .withMessageContaining("pool main/netty holds 12,288 bytes in 2 blocks")
                    .withMessageContaining("8,192 bytes at 0x" + Long.toHexString(leased) + " of child netty")
                    .withMessageContaining("closeAbandoning()");
            assertThat(netty.isClosed()).isFalse();
            netty.free(block);
            netty.leases().giveBack(leased);
            netty.leases().giveBack(netty.leases().leaseSpare());
            netty.close();
            netty.close();
            assertThat(netty.isClosed()).isTrue();
        }

        @Test
        @DisplayName("and refuses every call from then on")
        void refusesCalls() {
            netty.close();
            List<Runnable> calls = List.of(() -> netty.allocateAddress(1), () -> netty.allocate(1, 1),
                    () -> netty.tryAllocateAddress(1), () -> netty.tryAllocateAt(netty.baseAddress(), 1),
                    () -> netty.free(netty.baseAddress()), () -> netty.resize(netty.baseAddress(), 1),
                    () -> netty.leases().lease(1, 1), () -> netty.leases().leaseSpare(), netty::trim,
                    netty::snapshot, () -> netty.forEachBlock((address, byteSize, leased) -> {}));
            assertThat(calls).allSatisfy(call -> assertThatIllegalStateException().isThrownBy(call::run)
                    .withMessage("pool main/netty is closed"));
            assertThat(pool.usedBytes()).isZero();
            assertThat(arrow.tryAllocateAddress(UNIT)).as("the others go on").satisfies(pool::free);
        }

        @Test
        @DisplayName("with the pool, which is refused while a child has a lease")
        void withThePool() {
            long leased = netty.leases().lease(UNIT, 1);
            long plain = arrow.allocateAddress(UNIT);
            assertThatIllegalStateException().isThrownBy(pool::close).withMessageContaining("of child netty");
            assertThat(netty.isClosed()).isFalse();
            netty.free(netty.allocateAddress(UNIT));
            netty.leases().giveBack(leased);
            assertThat(plain).isNotZero();

            pool.close();
            assertThat(netty.isClosed()).isTrue();
            assertThat(arrow.isClosed()).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> netty.allocateAddress(1))
                    .withMessage("pool main/netty is closed");
            arrow.close();
        }

        @Test
        @DisplayName("under its holders where it must be: what they give back later is credited")
        void abandoned() {
            long block = netty.allocateAddress(UNIT);
            long leased = netty.leases().lease(2 * UNIT, 1);
            assertThat(netty.closeAbandoning().blocks()).isEqualTo(2);
            assertThat(netty.isClosed()).isTrue();
            assertThat(pool.children()).filteredOn(ChildUsage::abandoned).singleElement().satisfies(left -> {
                assertThat(left.name()).isEqualTo("netty");
                assertThat(left.usedBytes()).isEqualTo(3 * UNIT);
            });
            try (Pool again = pool.child("netty", UNIT)) {
                again.free(again.allocateAddress(1));
                assertThat(pool.resize(block, UNIT / 2)).isTrue();
                pool.free(block);
                netty.leases().giveBack(leased);
                assertThat(pool.children()).noneMatch(ChildUsage::abandoned);
            }
            assertThat(arrow.closeAbandoning().isEmpty()).isTrue();
        }
    }

    @Test
    @DisplayName("is charged nothing for a block that was found and could not be handed out, or made longer")
    void failuresBehindTheSearch() {
        ScriptedSystem system = new ScriptedSystem();
        system.roomGrain = CAPACITY;
        system.diskBytes = 4 * CAPACITY;
        try (Pool onDisk = Pool.builder().name("disk").capacity(8 * CAPACITY).purge(false).operatingSystem(system)
                .source(MemorySource.file(Path.of("somewhere"))).build();
                Pool child = onDisk.child("full", Long.MAX_VALUE)) {
            long block = child.allocateAddress(2 * CAPACITY);
            system.diskBytes = 0;
            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> child.allocateAddress(5 * CAPACITY));
            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> child.leases().lease(5 * CAPACITY, 1));
            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> child.resize(block, 6 * CAPACITY));
            assertThat(usage(child).usedBytes()).isEqualTo(2 * CAPACITY);
            assertThat(usage(child).peakBytes()).isGreaterThanOrEqualTo(6 * CAPACITY);
            assertThat(onDisk.usedBytes()).isEqualTo(2 * CAPACITY);
            child.free(block);
        }
    }

    @Test
    @DisplayName("is named where blocks of it were sampled")
    void samples() {
        try (Pool sampled = Pool.builder().name("sampled").capacity(CAPACITY).purge(false).sampleEvery(1).build()) {
            Pool one = sampled.child("one", CAPACITY);
            Pool two = sampled.child("two", 2 * UNIT);
            long first = one.allocateAddress(3 * UNIT);
            long second = two.allocateAddress(UNIT);
            assertThat(sampled.topSites(5)).extracting(AllocationSite::child).containsExactly("one", "two");
            assertThat(two.topSites(5)).singleElement()
                    .satisfies(site -> assertThat(site.place()).contains("PoolChildTest.samples"));
            assertThat(refused(two, 2 * UNIT)).hasMessageContaining("PoolChildTest.samples")
                    .hasMessageContaining("of child two");
            assertThatIllegalStateException().isThrownBy(two::close).withMessageContaining("PoolChildTest.samples");
            long leased = one.leases().lease(UNIT, 1);
            assertThatIllegalStateException().isThrownBy(sampled::close).withMessageContaining("of child one, for");
            one.leases().giveBack(leased);
            one.free(first);
            two.free(second);
        }
    }

    @Test
    @DisplayName("tells its decay listeners of itself for as long as it is open")
    void decayListeners() {
        List<String> told = new ArrayList<>();
        DecayListener listener = decaying -> told.add(decaying.name());
        netty.addDecayListener(listener);
        pool.addDecayListener(listener);
        pool.decay();
        assertThat(told).containsExactly("main/netty", "main");
        assertThat(netty.removeDecayListener(listener)).isTrue();
        netty.addDecayListener(listener);
        told.clear();
        netty.close();
        pool.decay();
        assertThat(told).containsExactly("main");
    }

    @Test
    @DisplayName("shares memory, space and purge with its pool")
    void sharesThePoolsMemory() {
        assertThat(netty.space()).isSameAs(pool.space());
        assertThat(netty.memory()).isSameAs(pool.memory());
        assertThat(netty.baseAddress()).isEqualTo(pool.baseAddress());
        assertThat(netty.capacity()).isEqualTo(CAPACITY);
        assertThat(netty.maxAlignment()).isEqualTo(pool.maxAlignment());
        netty.free(netty.allocate(10 * UNIT));
        assertThat(netty.committedBytes()).isZero();
        assertThat(netty.trim()).isPositive();
        assertThat(pool.committedBytes()).isZero();
    }
}
