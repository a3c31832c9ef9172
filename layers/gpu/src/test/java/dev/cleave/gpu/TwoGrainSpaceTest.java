package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A space of two grains")
class TwoGrainSpaceTest {
    private static final long GRAIN = 256;
    private static final long CHUNK = FineChunk.UNITS;
    private static final long UNITS = 8 * CHUNK + 3 * GRAIN;
    private static final long LARGE = 5_000;

    private final TwoGrainSpace space = of(Placement.BALANCED);

    private static TwoGrainSpace of(Placement placement) {
        return new TwoGrainSpace(UNITS, Stripes.of(8), placement);
    }

    private record Held(long offset, long count) {}

    @Test
    @DisplayName("is for many units, in whole grains")
    void divides() {
        assertThat(TwoGrainSpace.divides(UNITS)).isTrue();
        assertThat(TwoGrainSpace.divides(UNITS + 1)).isFalse();
        assertThat(TwoGrainSpace.divides(8 * CHUNK - GRAIN)).isFalse();
    }

    @Test
    @DisplayName("rounds large requests to grains, and small ones not at all")
    void rounds() {
        long small = space.allocate(7, 0, false);
        long large = space.allocate(LARGE, 0, false);
        assertThat(space.held(small, 7)).isEqualTo(7);
        assertThat(large % GRAIN).isZero();
        assertThat(space.held(large, LARGE)).isEqualTo(20 * GRAIN);
        assertThat(space.freeUnits()).isEqualTo(UNITS - 7 - 20 * GRAIN);
    }

    @Test
    @DisplayName("small requests share a chunk, until that is full")
    void sharesChunks() {
        long first = space.allocate(1, 0, false);
        for (int more = 1; more < CHUNK; more++) {
            assertThat(space.allocate(1, 0, true) / CHUNK).isEqualTo(first / CHUNK);
        }
        assertThat(space.allocate(1, 0, true) / CHUNK).isNotEqualTo(first / CHUNK);
    }

    @Test
    @DisplayName("aligns as asked, beyond a chunk too")
    void aligns() {
        space.allocate(1, 0, false);
        space.allocate(LARGE, 0, false);
        assertThat(space.allocate(3, 10, false) % 1024).isZero();
        assertThat(space.allocate(3, 15, false) % 32_768).isZero();
        assertThat(space.allocate(LARGE, 13, false) % 8192).isZero();
        assertThat(space.allocate(1, 40, true)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(UNITS + 1, 0, true)).isEqualTo(BlockSpace.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Placement.class, names = {"BALANCED", "PACKED"})
    @DisplayName("a small request has grains of its own rather than that it fails")
    void smallInGrains(Placement placement) {
        TwoGrainSpace full = of(placement);
        assertThat(full.allocate(UNITS - 2 * GRAIN, 0, false)).isNotEqualTo(BlockSpace.NONE);
        assertThat(full.allocate(9, 0, false)).as("a first look waits for a chunk").isEqualTo(BlockSpace.NONE);
        long small = full.allocate(9, 0, true);
        assertThat(small).isNotEqualTo(BlockSpace.NONE);
        assertThat(full.held(small, 9)).isEqualTo(GRAIN);
        assertThat(full.freeUnits()).isEqualTo(GRAIN);
        full.free(small);
        assertThat(full.freeUnits()).isEqualTo(2 * GRAIN);
    }

    @Test
    @DisplayName("a large request has units of a chunk rather than that it fails")
    void largeInChunk() {
        space.allocate(1, 0, false);
        while (space.allocate(GRAIN * 9, 0, false) != BlockSpace.NONE) {
            assertThat(space.freeUnits()).isPositive();
        }
        long large = space.allocate(LARGE, 0, true);
        assertThat(large).isNotEqualTo(BlockSpace.NONE);
        assertThat(space.held(large, LARGE)).isEqualTo(LARGE);
        space.free(large);
        assertThat(space.allocate(LARGE, 0, true)).isNotEqualTo(BlockSpace.NONE);
    }

    @Test
    @DisplayName("empty chunks are grains again when a large request needs them")
    void givesChunksUp() {
        List<Long> small = new ArrayList<>();
        for (long unit = space.allocate(100, 0, true); unit != BlockSpace.NONE; unit = space.allocate(100, 0, true)) {
            small.add(unit);
        }
        assertThat(space.allocate(LARGE, 0, true)).isEqualTo(BlockSpace.NONE);
        small.forEach(space::free);
        assertThat(space.allocate(UNITS, 0, false)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(UNITS, 0, true)).isZero();
        space.free(0);
        assertThat(space.allocate(100, 0, false)).isNotEqualTo(BlockSpace.NONE);
    }

    @Test
    @DisplayName("is taken as a whole only while nothing of it is in use, in chunks or not")
    void isTakenAsAWhole() {
        long small = space.allocate(1, 0, false);
        long large = space.allocate(LARGE, 0, false);
        assertThat(space.takeAll()).isFalse();
        space.free(large);
        assertThat(space.takeAll()).isFalse();
        space.free(small);
        assertThat(space.takeAll()).isTrue();
        assertThat(space.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(LARGE, 0, true)).isEqualTo(BlockSpace.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Placement.class, names = {"BALANCED", "PACKED"})
    @DisplayName("hands out no unit twice, and loses none")
    void keepsBooks(Placement placement) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TwoGrainSpace books = of(placement);
        BitSet used = new BitSet();
        List<Held> live = new ArrayList<>();
        for (int step = 0; step < 30_000; step++) {
            if (!live.isEmpty() && (live.size() > 300 || random.nextInt(5) < 2)) {
                Held gone = live.remove(random.nextInt(live.size()));
                used.clear((int) gone.offset, (int) (gone.offset + books.held(gone.offset, gone.count)));
                books.free(gone.offset);
            } else {
                long count = random.nextLong(1, random.nextInt(4) == 0 ? 20_000 : 300);
                long offset = books.allocate(count, 0, random.nextInt(3) == 0);
                if (offset != BlockSpace.NONE) {
                    int end = (int) (offset + books.held(offset, count));
                    assertThat(used.nextSetBit((int) offset)).as("seed %d, step %d", seed, step)
                            .matches(next -> next < 0 || next >= end);
                    used.set((int) offset, end);
                    live.add(new Held(offset, count));
                }
            }
        }
        assertThat(books.freeUnits()).as("seed %d", seed).isEqualTo(UNITS - used.cardinality());
        requireFreeRuns(books, used);
        live.forEach(each -> books.free(each.offset));
        assertThat(books.takeAll()).as("seed %d", seed).isTrue();
    }

    private static void requireFreeRuns(TwoGrainSpace books, BitSet used) {
        long[] behind = {0};
        long[] free = {0};
        books.forEachFreeRun((start, length) -> {
            assertThat(start).isGreaterThanOrEqualTo(behind[0]);
            assertThat(used.get((int) start, (int) (start + length)).isEmpty()).isTrue();
            behind[0] = start + length;
            free[0] += length;
        });
        assertThat(free[0]).isEqualTo(UNITS - used.cardinality());
    }
}
