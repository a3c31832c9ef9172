package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.Slab.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("The shelves of a class")
class ShelvesTest {
    private static final int STRIPES = 2;
    private static final int UNIT_SHIFT = 12;
    private static final int SLOT_BYTES = 1024;
    private static final int SLOTS = 8;
    private static final int STEPS = 200_000;

    private final SlabClass kind = SlabClass.of(SizeClasses.of(SLOT_BYTES), UNIT_SHIFT);
    private final Shelves shelves = new Shelves(kind, STRIPES);

    private Slab open(int stripe, int number) {
        Slab slab = shelves.shelf(stripe).blank();
        reopen(slab, number);
        return slab;
    }

    private void reopen(Slab slab, int number) {
        slab.open(1L << 24 | (long) number << 16, 2, SLOTS);
        kind.opened(SLOTS);
    }

    @Test
    @DisplayName("go to another stripe when they are empty, and with slots in use only when any will do")
    void goToOtherStripes() {
        Slab sparse = open(0, 1);
        long address = sparse.take();
        sparse.shelf.putAway(sparse);
        assertThat(shelves.takeOver(1, false)).isNull();
        assertThat(shelves.takeOver(0, true)).as("there is no other stripe's").isNull();

        Slab empty = open(0, 2);
        empty.shelf.putAway(empty);
        assertThat(shelves.takeOver(1, false)).isSameAs(empty);
        assertThat(empty.shelf).isSameAs(shelves.shelf(1));
        assertThat(empty.place()).isEqualTo(Place.HELD);

        assertThat(shelves.takeOver(1, true)).isSameAs(sparse);
        sparse.shelf.putAway(sparse);
        assertThat(shelves.shelf(1).retire(false)).as("in use").isNull();
        sparse.give(sparse.slotOf(address));
        assertThat(shelves.shelf(0).retire(true)).as("it is the other stripe's").isNull();
        assertThat(shelves.shelf(1).retire(true)).isSameAs(sparse);
        assertThat(sparse.place()).isEqualTo(Place.RETIRED);
    }

    @Test
    @DisplayName("are made when they are first used, one for each stripe, whoever comes first")
    void areMadeWhenUsed() {
        assertThat(shelves.shelfIfAny(1)).isNull();
        Shelf made = shelves.shelf(1);
        assertThat(shelves.shelf(1)).isSameAs(made);
        assertThat(shelves.shelfIfAny(1)).isSameAs(made);
        assertThat(shelves.shelfIfAny(0)).isNull();
    }

    @Test
    @DisplayName("lend a slot of any slab, and none where all are empty-handed")
    void lend() {
        assertThat(shelves.lend()).isZero();
        Slab slab = open(1, 1);
        slab.shelf.putAway(slab);
        for (int slot = 0; slot < SLOTS; slot++) {
            assertThat(slab.slotOf(shelves.lend())).isEqualTo(slot);
        }
        assertThat(shelves.lend()).as("all are lent").isZero();
    }

    /** Race 15 of the package. */
    @RepeatedTest(5)
    @DisplayName("are lost by no shelf while stripes take them from each other, and slots of them come and go")
    void areNotLost() throws Exception {
        long seed = System.nanoTime();
        List<Slab> slabs = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            slabs.add(open(number % STRIPES, number));
        }
        slabs.forEach(slab -> slab.shelf.putAway(slab));
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int stripe = 0; stripe < STRIPES; stripe++) {
                int mine = stripe;
                Random random = new Random(seed + stripe);
                running.add(threads.submit(() -> takeOver(mine)));
                running.add(threads.submit(() -> use(slabs, random)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        Set<Slab> found = new HashSet<>();
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            for (Slab slab = shelves.takeOver(stripe, true); slab != null; slab = shelves.takeOver(stripe, true)) {
                assertThat(found.add(slab)).as("a slab on two lists, seed %d", seed).isTrue();
                assertThat(slab.freeSlots()).isEqualTo(SLOTS);
            }
        }
        assertThat(found).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(slabs);
    }

    private void takeOver(int stripe) {
        for (int step = 0; step < STEPS; step++) {
            Slab slab = shelves.takeOver(stripe, step % 2 == 0);
            if (slab != null) {
                slab.shelf.putAway(slab);
            }
        }
    }

    /**
     * Takes slots until slabs are full, gives them back, and opens anew what was retired meanwhile.
     */
    private void use(List<Slab> slabs, Random random) {
        List<Long> taken = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            int number = random.nextInt(slabs.size());
            if (taken.size() < 6 && random.nextInt(3) > 0) {
                long address = slabs.get(number).take();
                if (address != 0) {
                    taken.add(address);
                }
            } else if (!taken.isEmpty()) {
                give(slabs, taken.remove(random.nextInt(taken.size())));
            }
        }
        taken.forEach(address -> give(slabs, address));
    }

    private void give(List<Slab> slabs, long address) {
        int number = (int) (address >>> 16) & 31;
        Slab slab = slabs.get(number);
        int slot = slab.slotOf(address);
        long free = slab.give(slot);
        assertThat(free >>> slot & 1).as("freed twice").isZero();
        boolean turned = free == 0 || slab.fillsWord(slot, free);
        if (turned && slab.place() != Place.HELD && Shelf.shelveOrRetire(slab)) {
            slab.setPlaceRelease(Place.HELD);
            reopen(slab, number);
            slab.shelf.putAway(slab);
        }
    }
}
