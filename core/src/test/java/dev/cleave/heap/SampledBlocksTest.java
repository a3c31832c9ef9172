package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.AllocationSites;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sampled blocks")
class SampledBlocksTest {
    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
    private final SlabMap map = new SlabMap(pool.space().units());
    private final AllocationSites sites =
            new AllocationSites("test", "heap", 1, pool.space().units(), pool.space().stripes());
    private final SampledBlocks sampled = new SampledBlocks(pool, map, sites);
    private final Slab slab = new Slab(new Shelf(SlabClass.of(SizeClasses.of(64), 12)));

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    @DisplayName("are known by a mark at their slot until they are forgotten")
    void slots() {
        map.put(slab, 3, 1);
        slab.open(pool.baseAddress() + 3 * 4096, 1, 64);
        long address = slab.take();
        int slot = slab.slotOf(address);

        sampled.sample(address, 60, 1);
        assertThat(slab.isMarked(slot)).isTrue();
        assertThat(sites.placeOf(address)).isPresent();

        sampled.forgetSlot(slab, slot, address);
        assertThat(slab.isMarked(slot)).isFalse();
        assertThat(sites.placeOf(address)).isEmpty();
        assertThat(sites.top(10)).isEmpty();
    }

    @Test
    @DisplayName("are known by their first unit where they are large, and follow it when it is resized")
    void largeBlocks() {
        map.putLarge(9);
        long address = pool.baseAddress() + 9 * 4096;
        sampled.forgetLarge(address);
        sampled.sample(address, 100_000, 1);
        assertThat(sites.top(1)).singleElement()
                .satisfies(site -> assertThat(site.estimatedBytes()).isEqualTo(100_000));

        sampled.resizeLarge(address, 102_400, 51_200);
        assertThat(sites.top(1)).singleElement()
                .satisfies(site -> assertThat(site.estimatedBytes()).isEqualTo(50_000));

        sampled.forgetLarge(address);
        assertThat(sites.top(1)).isEmpty();
    }

    @Test
    @DisplayName("are none where nothing is sampled")
    void none() {
        SampledBlocks nothing = new SampledBlocks(pool, map, null);
        map.putLarge(9);
        nothing.sample(pool.baseAddress() + 9 * 4096, 100, 1);
        nothing.resizeLarge(pool.baseAddress() + 9 * 4096, 4096, 8192);
        nothing.forgetLarge(pool.baseAddress() + 9 * 4096);
        assertThat(sites.top(1)).isEmpty();
    }
}
