package dev.cleave.workshop.uneven;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.CheckedUnits;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedBuddyTest {
    private static final long SEED = Long.getLong("cleave.workshop.seed", System.nanoTime());

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 4", "5, 6", "7, 8", "9, 12", "12, 12", "13, 16", "16, 16"})
    @DisplayName("A request gets the smallest of 2^k and 3 · 2^k that holds it")
    void sizes(long requested, long given) {
        BlockAllocator buddy = new WeightedBuddy(Shape.of(16));

        assertThat(buddy.unitsOf(buddy.allocateUnits(requested))).isEqualTo(given);
    }

    @Test
    @DisplayName("A power of two splits 3 : 1, three times a power 2 : 1")
    void splits() {
        BlockAllocator buddy = new WeightedBuddy(Shape.of(16));

        assertThat(buddy.allocateUnits(6)).isZero();

        assertThat(CheckedUnits.freeBlocks(buddy)).hasSize(3).containsEntry(6L, 2L).containsEntry(8L, 4L)
                .containsEntry(12L, 4L);
    }

    @Test
    @DisplayName("A unit comes from the small parts: the large ones stay whole")
    void unitFromTheRight() {
        BlockAllocator buddy = new WeightedBuddy(Shape.of(16));

        assertThat(buddy.allocate(0)).isEqualTo(15);
        assertThat(CheckedUnits.freeBlocks(buddy)).hasSize(2).containsEntry(0L, 12L).containsEntry(12L, 3L);
        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 1, 0, 1, 0);
    }

    @Test
    @DisplayName("A block of 2^k begins at a multiple of 2^k, one of 3 · 2^k at a multiple of 2^(k + 2)")
    void alignment() {
        System.out.println("cleave.workshop.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        BlockAllocator buddy = new WeightedBuddy(Shape.of(1000));
        List<Long> live = new ArrayList<>();

        for (int call = 0; call < 5000; call++) {
            long offset = buddy.allocateUnits(1 + random.nextInt(1 << random.nextInt(7)));
            if (offset != NO_BLOCK) {
                long units = buddy.unitsOf(offset);
                long alignment = Long.bitCount(units) == 1 ? units : units / 3 * 4;
                assertThat(offset % alignment).as("offset %d of a block of %d units", offset, units).isZero();
                live.add(offset);
            }
            if (offset == NO_BLOCK || random.nextBoolean()) {
                buddy.free(live.remove(random.nextInt(live.size())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 13, 16, 100, 1000})
    @DisplayName("A fresh space of any number of units serves its largest order")
    void servesTheLargestOrder(long units) {
        BlockAllocator buddy = new WeightedBuddy(Shape.of(units));

        assertThat(buddy.allocate(buddy.shape().maxOrder())).isZero();
    }

    @Test
    @DisplayName("Books are 11 bytes a unit and a head for each size; more than 2^30 units are refused")
    void books() {
        assertThat(new WeightedBuddy(Shape.of(1024)).metadataBytes()).isEqualTo(11 * 1024 + 4 * 20);
        assertThatIllegalArgumentException().isThrownBy(() -> new WeightedBuddy(Shape.of(1L << 31)))
                .withMessageContaining("at most 1073741824");
    }

    @Test
    @DisplayName("The picture has every size, and every block with its two notes")
    void picture() {
        BlockAllocator buddy = new WeightedBuddy(Shape.of(4));
        buddy.allocate(0);

        assertThat(buddy.picture()).containsExactly("free of size 4", "free of size 3   0", "free of size 2",
                "free of size 1", "at 0   free  size 3   origin: left, memory: root",
                "at 3   taken size 1   origin: right of 4, memory: blank");
    }
}
