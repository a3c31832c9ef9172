package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The map from units to slabs")
class SlabMapTest {
    /** Units of a leaf of the table. */
    private static final int LEAF = 4096;

    private final SlabMap map = new SlabMap(5 * LEAF + 100);
    private final Slab slab = new Slab(new Shelf(SlabClass.of(3, 12)));

    @Test
    @DisplayName("knows a slab at each of its units, over the borders of leaves, until it is removed")
    void knowsSlabs() {
        map.put(slab, LEAF - 2, 4);
        for (long unit = LEAF - 2; unit < LEAF + 2; unit++) {
            assertThat(map.slabAt(unit)).isSameAs(slab);
            assertThat(map.cachedAt(unit)).isNull();
            assertThat(map.isLarge(unit)).isFalse();
        }
        assertThat(map.slabAt(LEAF - 3)).isNull();
        assertThat(map.slabAt(LEAF + 2)).isNull();

        map.remove(LEAF - 2, 4);
        assertThat(map.slabAt(LEAF - 2)).isNull();
        assertThat(map.nextUsed(0)).isEqualTo(-1);
    }

    @Test
    @DisplayName("gives a large block to one of those who claim it")
    void claimsOnce() {
        map.putLarge(7);
        assertThat(map.isLarge(7)).isTrue();
        assertThat(map.slabAt(7)).isNull();
        assertThat(map.claimLarge(8)).isFalse();
        assertThat(map.claimLarge(7)).isTrue();
        assertThat(map.claimLarge(7)).isFalse();
    }

    @Test
    @DisplayName("finds the large block that a unit may lie in, past leaves that were never written to, but not past a slab")
    void findsWhatIsBefore() {
        map.putLarge(3);
        assertThat(map.largeAtOrBefore(3)).isEqualTo(3);
        assertThat(map.largeAtOrBefore(2)).isEqualTo(-1);
        assertThat(map.largeAtOrBefore(4 * LEAF + 17)).isEqualTo(3);
        map.put(slab, 2 * LEAF, 2);
        assertThat(map.largeAtOrBefore(4 * LEAF + 17)).isEqualTo(-1);
        assertThat(map.largeAtOrBefore(2 * LEAF - 1)).isEqualTo(3);
    }

    @Test
    @DisplayName("shows each slab and each large block once, the last unit's too")
    void showsEachOnce() {
        map.putLarge(0);
        map.putLarge(1);
        map.put(slab, LEAF - 1, 3);
        map.putLarge(5 * LEAF + 99);
        List<Long> large = new ArrayList<>();
        List<Slab> slabs = new ArrayList<>();

        map.forEach(slabs::add, large::add);

        assertThat(large).containsExactly(0L, 1L, 5L * LEAF + 99);
        assertThat(slabs).containsExactly(slab);
        assertThat(map.nextUsed(2)).isEqualTo(LEAF - 1);
        assertThat(map.nextUsed(LEAF + 2)).isEqualTo(5 * LEAF + 99);
        assertThat(map.nextUsed(5 * LEAF + 100)).isEqualTo(-1);
    }

    @Test
    @DisplayName("finds the slabs of an object cache's class, and nobody else's")
    void findsCachedSlabs() {
        SlabClass kind = SlabClass.of(new CountedLife(), 64, 12);
        map.putLarge(0);
        map.put(slab, 1, 2);
        map.put(new CachedSlab(new Slab(new Shelf(kind))), 3, 2);
        map.put(new CachedSlab(new Slab(new Shelf(SlabClass.of(new CountedLife(), 64, 12)))), 5, 1);
        map.put(new CachedSlab(new Slab(new Shelf(kind))), 6, 1);

        assertThat(map.nextOf(kind, 0)).isEqualTo(3);
        assertThat(map.nextOf(kind, 4)).isEqualTo(6);
        assertThat(map.nextOf(kind, 7)).isEqualTo(-1);
    }

    @Test
    @DisplayName("has a table that grows with what was written to, and with what leaves were made for")
    void grows() {
        long empty = map.byteSize();
        map.makeLeaves(LEAF - 1, 2);
        assertThat(map.byteSize()).isEqualTo(empty + 2 * 4 * LEAF);
        assertThat(map.nextUsed(0)).isEqualTo(-1);
        map.put(slab, LEAF - 1, 2);
        assertThat(map.byteSize()).isEqualTo(empty + 2 * 4 * LEAF);
    }
}
