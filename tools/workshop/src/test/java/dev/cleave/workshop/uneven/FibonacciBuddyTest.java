package dev.cleave.workshop.uneven;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.CheckedUnits;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FibonacciBuddyTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "4, 5", "5, 5", "6, 8", "8, 8", "9, 13", "13, 13"})
    @DisplayName("A request gets the smallest Fibonacci number that holds it")
    void sizes(long requested, long given) {
        BlockAllocator buddy = new FibonacciBuddy(Shape.of(21));

        assertThat(buddy.unitsOf(buddy.allocateUnits(requested))).isEqualTo(given);
    }

    @Test
    @DisplayName("An order gets the smallest Fibonacci number from 2^order up")
    void orders() {
        BlockAllocator buddy = new FibonacciBuddy(Shape.of(21));

        assertThat(buddy.unitsOf(buddy.allocate(3))).isEqualTo(8);
        assertThat(buddy.unitsOf(buddy.allocate(2))).isEqualTo(5);
        assertThat(CheckedUnits.freeBlocks(buddy)).containsOnlyKeys(0L).containsEntry(0L, 8L);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 1", "3, 1, 2 1", "8, 3, 8", "16, 4, 13 3", "16, 2, 5 5 5 1", "100, 6, 89 8 3",
        "1000, 9, 610 377 13",
        "26, 3, 8 8 8 2"})
    @DisplayName("A line is cut into the largest numbers that fit, none larger than the largest order needs")
    void roots(long units, int maxOrder, String lengths) {
        BlockAllocator buddy = new FibonacciBuddy(new Shape(units, maxOrder));

        assertThat(CheckedUnits.freeBlocks(buddy).values().stream().map(String::valueOf).collect(joining(" ")))
                .isEqualTo(lengths);
    }

    @Test
    @DisplayName("Of 16 units a block of 13 can be had and one of 16 cannot")
    void largestRequest() {
        BlockAllocator buddy = new FibonacciBuddy(Shape.of(16));

        assertThat(buddy.allocateUnits(16)).isEqualTo(NO_BLOCK);
        assertThat(buddy.allocate(4)).isEqualTo(NO_BLOCK);
        assertThat(buddy.allocateUnits(13)).isZero();
    }
}
