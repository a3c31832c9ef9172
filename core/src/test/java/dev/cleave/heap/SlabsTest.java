package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slabs of a heap")
class SlabsTest {
    private static final int OF_32_BYTES = SizeClasses.of(32);
    private static final int OF_1_KIB = SizeClasses.of(1024);
    private static final int STRIPES = 4;

    private final AtomicInteger stripe = new AtomicInteger();
    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
    private final SlabMap map = new SlabMap(pool.space().units());
    private final SlabBlocks blocks =
            new SlabBlocks(pool, map, new Dialogue("test", pool.space(), true, 0.02));
    private final Slabs slabs = new Slabs(blocks, 12, Stripes.of(STRIPES).chosenBy(stripe::get), false);

    @AfterEach
    void nothingIsLost() {
        slabs.trim();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private Slab slabOf(long address) {
        Slab slab = map.slabAt(address - pool.baseAddress() >>> 12);
        assertThat(slab).isNotNull();
        return slab;
    }

    private void give(long address) {
        Slab slab = slabOf(address);
        int slot = slab.slotOf(address);
        long before = slab.give(slot);
        if (before == 0 || slab.fillsWord(slot, before)) {
            slabs.turned(slab);
        }
    }

    @Test
    @DisplayName("give a stripe slots of its current slab, and of the next when that has none left")
    void giveSlots() {
        assertThat(slabs.take(OF_1_KIB, stripe.get())).as("there is no slab yet").isZero();
        Set<Long> taken = new HashSet<>();
        for (int each = 0; each < 100; each++) {
            long address = slabs.take(OF_1_KIB, stripe.get());
            taken.add(address != 0 ? address : slabs.takeFromNext(OF_1_KIB));
        }
        assertThat(taken).hasSize(100).doesNotContain(0L);
        taken.forEach(this::give);
    }

    @Test
    @DisplayName("put down what is partly used and lies idle, so that other stripes find its slots")
    void putDownWhatLiesIdle() {
        long first = slabs.takeFromNext(OF_32_BYTES);
        Slab slab = slabOf(first);
        slabs.decay();
        assertThat(slab.place()).as("used since the first visit there was").isEqualTo(Slab.Place.HELD);
        long second = slabs.take(OF_32_BYTES, stripe.get());
        slabs.decay();
        assertThat(slab.place()).as("used since").isEqualTo(Slab.Place.HELD);
        slabs.decay();
        assertThat(slab.place()).as("not used since").isEqualTo(Slab.Place.SHELVED);
        give(first);
        give(second);
        assertThat(slabs.decay()).as("the last of its class too").isPositive();
    }

    @Test
    @DisplayName("go to another stripe when they are empty, before a new one is opened")
    void goToOtherStripes() {
        long address = slabs.takeFromNext(OF_1_KIB);
        Slab slab = slabOf(address);
        slabs.decay();
        slabs.decay();
        give(address);
        stripe.set(3);
        assertThat(slabOf(slabs.takeFromNext(OF_1_KIB))).isSameAs(slab);
        give(address);
    }

    @Test
    @DisplayName("lend slots to a smaller class that can have no slab")
    void lendSlots() {
        long lent = slabs.takeFromNext(OF_32_BYTES + 1);
        long rest = pool.allocateAddress(pool.space().freeUnits() << 12);
        assertThat(slabs.takeFromNext(OF_32_BYTES)).as("a slot of its own class").isZero();
        long borrowed = slabs.borrow(OF_32_BYTES, 8);
        assertThat(slabOf(borrowed)).isSameAs(slabOf(lent));
        assertThat(slabs.borrow(OF_32_BYTES, 16)).as("slots of 40 bytes are multiples of 8").isZero();
        pool.free(rest);
        give(lent);
        give(borrowed);
    }

    @Test
    @DisplayName("all go back where one cannot be destructed, and what failed is thrown then")
    void goBackWhateverFails() {
        CountedLife life = new CountedLife();
        Shelves shelves = new Shelves(SlabClass.of(life, 1024, 12), STRIPES);
        Currents held = slabs.emptyCurrents();
        for (int each = 0; each < STRIPES; each++) {
            stripe.set(each);
            long address = slabs.takeFromNext(shelves, held, 0);
            CachedSlab cached = map.cachedAt(address - pool.baseAddress() >>> 12);
            assertThat(cached).isNotNull();
            cached.slab().give(cached.slab().slotOf(address));
        }
        life.failsToDestruct = new AssertionError("on purpose");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> slabs.trim(shelves, held, 0));
        assertThat(life.destructed).hasSize(STRIPES);
        assertThat(life.alive).isZero();
        assertThat(map.nextUsed(0)).isEqualTo(-1);
    }

    @Test
    @DisplayName("follow a chooser that the space was told, and keep every slot apart where it says another stripe at each call")
    void followAnyChooser() throws Exception {
        IntSupplier anything = () -> ThreadLocalRandom.current().nextInt();
        try (Pool chosen = Pool.builder().capacity(4 << 20).purge(false).space(space -> space.stripeChooser(anything))
                .build();
                Heap heap = Heap.builder(chosen).stripes(STRIPES).build();
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Set<Integer> seen = new HashSet<>();
            for (int each = 0; each < 1_000; each++) {
                seen.add(heap.parts().slabs.emptyCurrents().stripe());
            }
            assertThat(seen).as("the heap asks the chooser of its pool's space").containsExactlyInAnyOrder(0, 1, 2, 3);
            List<Future<Integer>> running = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                running.add(threads.submit(() -> takeAndGive(heap)));
            }
            for (Future<Integer> each : running) {
                assertThat(each.get()).as("blocks that had another holder").isZero();
            }
            assertThat(heap.usage().liveBlocks()).isZero();
            heap.trim();
            assertThat(chosen.space().freeUnits()).isEqualTo(chosen.space().units());
        }
    }

    /** Answers how many blocks held something else than what their holder wrote. */
    private static int takeAndGive(Heap heap) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long[] blocks = new long[200];
        byte mark = (byte) (1 + random.nextInt(100));
        int wrong = 0;
        for (int step = 0; step < 40_000; step++) {
            int at = random.nextInt(blocks.length);
            var memory = heap.pool().memory();
            if (blocks[at] == 0) {
                blocks[at] = heap.allocate(1 + random.nextInt(2_000));
                memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, blocks[at] - heap.pool().baseAddress(), mark);
            } else {
                byte found = memory.get(
                        java.lang.foreign.ValueLayout.JAVA_BYTE, blocks[at] - heap.pool().baseAddress());
                wrong += found == mark ? 0 : 1;
                heap.free(blocks[at]);
                blocks[at] = 0;
            }
        }
        for (long block : blocks) {
            heap.free(block);
        }
        return wrong;
    }

    @Test
    @DisplayName("use all of a large unit, also for the smallest class")
    void useLargeUnits() {
        try (Pool large = Pool.builder().capacity(16 << 20).unit(64 << 10).purge(false).build();
                Heap heap = Heap.builder(large).stripes(1).build()) {
            List<Long> taken = new ArrayList<>();
            for (int each = 0; each < 8192; each++) {
                taken.add(heap.allocate(8));
            }
            assertThat(new HashSet<>(taken)).hasSize(8192);
            assertThat(heap.usage().blockBytes()).isEqualTo(64 << 10);
            assertThat(heap.usage().wastedBytes()).isZero();
            taken.forEach(heap::free);
        }
    }
}
