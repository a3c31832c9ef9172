package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cheapest window of a pool")
class CheapestWindowTest {
    private static final long UNIT = 4096;
    private static final int UNITS = 64;

    private final Pool pool =
            Pool.builder().capacity(UNITS * UNIT).budget(MemoryBudget.unlimited()).build();

    /** What it costs to move a block: its bytes, unless it is in here. */
    private final Map<Long, Long> costs = new HashMap<>();

    @AfterEach
    void close() {
        pool.close();
    }

    /** Every unit is a block; those that are not named are freed. */
    private void onlyUnits(Set<Integer> units) {
        List<Long> all = new ArrayList<>();
        for (Optional<MemorySegment> block = pool.tryAllocate(UNIT, 1); block.isPresent(); block =
                pool.tryAllocate(UNIT, 1)) {
            all.add(block.get().address());
        }
        assertThat(all).hasSize(UNITS);
        all.stream().filter(each -> !units.contains(unit(each))).forEach(pool::free);
    }

    private int unit(long address) {
        return (int) ((address - pool.baseAddress()) / UNIT);
    }

    private void wall(int unit) {
        costs.put(pool.baseAddress() + unit * UNIT, CheapestWindow.IMMOVABLE);
    }

    private Optional<PoolRange> window(int units) {
        return CheapestWindow.of(
                pool, units * UNIT, (address, byteSize, leased) -> costs.getOrDefault(address, byteSize));
    }

    @Test
    @DisplayName("begins at the pool's begin, where all cost the same")
    void begin() {
        Set<Integer> even = new HashSet<>();
        for (int unit = 1; unit < UNITS; unit += 2) {
            even.add(unit);
        }
        onlyUnits(even);
        assertThat(window(16).orElseThrow().from()).isEqualTo(pool.baseAddress());
    }

    @Test
    @DisplayName("leaves room for as many more as there would be, though it costs a little more")
    void abuts() {
        Set<Integer> units = new HashSet<>();
        for (int unit = 0; unit < UNITS; unit++) {
            if (unit < 12 || unit > 21) {
                units.add(unit);
            }
        }
        onlyUnits(units);
        assertThat(window(16).orElseThrow().from()).isEqualTo(pool.baseAddress() + 16 * UNIT);
        assertThat(window(10).orElseThrow().from()).isEqualTo(pool.baseAddress() + 12 * UNIT);
    }

    @Test
    @DisplayName("is nowhere, where walls are too close")
    void nowhere() {
        onlyUnits(Set.of(15, 31, 47));
        wall(15);
        wall(31);
        wall(47);
        assertThat(window(16).orElseThrow().from()).isEqualTo(pool.baseAddress() + 48 * UNIT);
        assertThat(window(17)).isEmpty();
    }

    @Test
    @DisplayName("costs no more than the best that leaves as much room, and holds no wall: looked up one by one")
    void asTheReference() {
        Random random = new Random(7);
        Set<Integer> units = new HashSet<>();
        for (int unit = 0; unit < UNITS; unit++) {
            if (random.nextInt(3) > 0) {
                units.add(unit);
            }
        }
        onlyUnits(units);
        for (int round = 0; round < 200; round++) {
            costs.clear();
            for (int unit : units) {
                costs.put(pool.baseAddress() + unit * UNIT, random.nextLong(UNIT));
                if (random.nextInt(16) == 0) {
                    wall(unit);
                }
            }
            int length = 1 + random.nextInt(20);
            Optional<PoolRange> found = window(length);
            long best = CheapestWindow.IMMOVABLE;
            for (int from = 0; from + length <= UNITS; from++) {
                best = Math.min(best, costOf(from, length, units));
            }
            assertThat(found.isPresent()).isEqualTo(best != CheapestWindow.IMMOVABLE);
            if (found.isPresent()) {
                long cost = costOf(unit(found.get().from()), length, units);
                assertThat(cost).as("round %d", round).isEqualTo(best);
            }
        }
    }

    /** The cost of a window with what it costs to leave less room; immovable with a wall in it. */
    private long costOf(int from, int length, Set<Integer> units) {
        int left = from;
        while (left > 0 && !isWall(left - 1)) {
            left--;
        }
        int right = from;
        while (right < UNITS && !isWall(right)) {
            right++;
        }
        if (right < from + length) {
            return CheapestWindow.IMMOVABLE;
        }
        long cost = (from - left) / length + (right - from - length) / length < (right - left) / length - 1
                ? length * UNIT
                : 0;
        for (int unit = from; unit < from + length; unit++) {
            cost += units.contains(unit) ? costs.get(pool.baseAddress() + unit * UNIT) : 0;
        }
        return cost;
    }

    private boolean isWall(int unit) {
        return costs.getOrDefault(pool.baseAddress() + unit * UNIT, 0L) == CheapestWindow.IMMOVABLE;
    }
}
