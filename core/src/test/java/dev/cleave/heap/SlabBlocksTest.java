package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.heap.Slab.Place;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The block of a slab")
class SlabBlocksTest {
    private static final int UNIT_SHIFT = 12;
    private static final int SLOT_BYTES = 1000;

    private final Pool pool = Pool.builder().capacity(1 << 20).unit(1 << UNIT_SHIFT).purge(false).build();
    private final SlabMap map = new SlabMap(pool.space().units());
    private final Dialogue dialogue = new Dialogue("test", pool.space(), true, 0.1);
    private final SlabBlocks blocks = new SlabBlocks(pool, map, dialogue);
    private final CountedLife life = new CountedLife();
    private final SlabClass objects = SlabClass.of(life, SLOT_BYTES, UNIT_SHIFT);
    private final Shelf shelf = new Shelf(objects);
    private final Shelf plainShelf = new Shelf(SlabClass.of(SizeClasses.of(64), UNIT_SHIFT));

    @AfterEach
    void nothingIsLost() {
        assertThat(life.alive).isZero();
        assertThat(map.nextUsed(0)).as("units that the map knows").isEqualTo(-1);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    private long unit(Slab slab) {
        return slab.start() - pool.baseAddress() >>> UNIT_SHIFT;
    }

    private Slab opened(Shelf where) {
        Slab slab = blocks.open(where);
        assertThat(slab).isNotNull();
        return slab;
    }

    @Test
    @DisplayName("is known to the map with all its units, held by whoever opened it, and gone when it is given back")
    void isOpenedAndGivenBack() {
        Slab slab = opened(plainShelf);
        for (int each = 0; each < slab.units(); each++) {
            assertThat(map.slabAt(unit(slab) + each)).isSameAs(slab);
        }
        assertThat(slab.place()).isEqualTo(Place.HELD);
        assertThat(slab.freeSlots()).isEqualTo(slab.slots());
        assertThat(slab.claimWhole()).isTrue();
        blocks.giveBack(slab);
    }

    @Test
    @DisplayName("has its slots constructed before it can be found, and destructed before it goes back")
    void hasALife() {
        Slab slab = opened(shelf);
        assertThat(life.alive).isEqualTo(slab.slots());
        CachedSlab cached = map.cachedAt(unit(slab));
        assertThat(cached).isNotNull();
        assertThat(cached.slab()).isSameAs(slab);
        assertThat(map.slabAt(unit(slab))).as("no slab of the heap's own").isNull();
        assertThat(map.nextOf(objects, 0)).isEqualTo(unit(slab));
        assertThat(map.nextOf(objects, unit(slab) + 1)).isEqualTo(-1);
        assertThat(slab.claimWhole()).isTrue();
        blocks.giveBack(slab);
        assertThat(shelf.blank()).as("serves the next block").isSameAs(slab);
    }

    @Test
    @DisplayName("goes back where its slots cannot be constructed, and the next can")
    void survivesAConstructionThatFails() {
        life.failsToConstruct = new OutOfMemoryError("on purpose");
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> blocks.open(shelf))
                .isSameAs(life.failsToConstruct);
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> blocks.openAtAnyPrice(shelf));
        nothingButThePool();
        life.failsToConstruct = null;
        Slab slab = opened(shelf);
        assertThat(slab.claimWhole()).isTrue();
        blocks.giveBack(slab);
    }

    private void nothingButThePool() {
        assertThat(map.nextUsed(0)).isEqualTo(-1);
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
    }

    @Test
    @DisplayName("goes back where its slots cannot be destructed, and what failed is thrown then")
    void survivesADestructionThatFails() {
        Slab slab = opened(shelf);
        assertThat(slab.claimWhole()).isTrue();
        life.failsToDestruct = new AssertionError("on purpose");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> blocks.giveBack(slab))
                .isSameAs(life.failsToDestruct);
        nothingButThePool();
    }

    @Test
    @DisplayName("is abandoned with slots taken: those that are free are destructed, each once, and the taken ones counted")
    void isAbandoned() {
        Slab slab = opened(shelf);
        int slots = slab.slots();
        slab.take();
        slab.take();
        slab.give(0);
        assertThat(blocks.abandon(slab)).isEqualTo(1);
        assertThat(life.destructed).as("starts of runs").containsExactly(slab.start(), slab.start() + 2 * SLOT_BYTES);
        assertThat(life.alive).as("the taken one").isOne();
        assertThat(slots).isGreaterThan(2);
        assertThat(blocks.abandon(slab)).as("it is retired").isZero();
        life.alive = 0;
    }

    @Test
    @DisplayName("is given back, abandoned, whatever each run of slots throws")
    void isAbandonedWhateverFails() {
        Slab slab = opened(shelf);
        slab.take();
        slab.take();
        slab.give(0);
        life.failsToDestruct = new StackOverflowError("on purpose");
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> blocks.abandon(slab));
        assertThat(life.destructed).hasSize(2);
        nothingButThePool();
        life.alive = 0;
    }

    @Test
    @DisplayName("is as small as one slot where the pool has no more, and none where it is full")
    void isAsLargeAsThereIsRoom() {
        long kept = pool.allocateAddress(pool.capacity() - pool.unit());
        Slab slab = opened(shelf);
        assertThat(slab.units()).isEqualTo(1);
        assertThat(blocks.open(shelf)).isNull();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> blocks.openAtAnyPrice(shelf));
        pool.free(kept);
        Slab dear = blocks.openAtAnyPrice(shelf);
        assertThat(dear.units()).isEqualTo(1);
        for (Slab each : new Slab[] {slab, dear}) {
            assertThat(each.claimWhole()).isTrue();
            blocks.giveBack(each);
        }
    }
}
