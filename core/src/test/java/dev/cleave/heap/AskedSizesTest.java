package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sizes that can have been asked for")
class AskedSizesTest {
    private static final int UNIT_SHIFT = 12;
    private static final long UNIT = 1 << UNIT_SHIFT;

    private final AskedSizes sizes = new AskedSizes(UNIT_SHIFT);

    @Test
    @DisplayName("of a slot are those that it is given for, or left to by a reallocation")
    void ofASlot() {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int room = SizeClasses.bytes(sizeClass);
            for (int byteSize = 1; byteSize <= room + 10; byteSize++) {
                boolean expected = byteSize <= room && 2 * SizeClasses.bytes(SizeClasses.of(byteSize)) > room;
                assertThat(sizes.maySlotBe(room, byteSize)).as("%d in %d", byteSize, room).isEqualTo(expected);
            }
            for (long byteSize : new long[] {SizeClasses.LARGEST + 1L, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE}) {
                assertThat(sizes.maySlotBe(room, byteSize)).isFalse();
                assertThat(sizes.suits(room, byteSize)).isFalse();
            }
        }
    }

    @Test
    @DisplayName("of a slot are more once one was asked for at an alignment, as far as alignments explain it")
    void ofAnAlignedSlot() {
        assertThat(sizes.maySlotBe(1024, 100)).isFalse();
        sizes.noteAligned();
        assertThat(sizes.maySlotBe(1024, 100)).as("at 1024").isTrue();
        assertThat(sizes.maySlotBe(1152, 100)).as("1024 would have been enough at 128").isFalse();
        assertThat(sizes.maySlotBe(1152, 1025)).isTrue();
    }

    @Test
    @DisplayName("of a slot are more once one was lent: those of the classes that it may have been lent to")
    void ofALentSlot() {
        assertThat(sizes.maySlotBe(72, 8)).isFalse();
        sizes.noteLent();
        assertThat(sizes.maySlotBe(72, 8)).isTrue();
        assertThat(sizes.maySlotBe(80, 8)).as("nine classes away").isFalse();
    }

    @Test
    @DisplayName("of a large block are those of its units, or of a spare's, or left to by a reallocation")
    void ofALargeBlock() {
        assertThat(sizes.mayLargeBlockBe(18 * UNIT, 18 * UNIT)).isTrue();
        assertThat(sizes.mayLargeBlockBe(18 * UNIT, 15 * UNIT + 1)).as("of a spare").isTrue();
        assertThat(sizes.mayLargeBlockBe(18 * UNIT, 15 * UNIT)).isFalse();
        assertThat(sizes.mayLargeBlockBe(9 * UNIT, 20_000)).as("reallocated").isTrue();
        assertThat(sizes.mayLargeBlockBe(9 * UNIT, 10_000)).isFalse();
        for (long byteSize : new long[] {18 * UNIT + 1, 1L << 62, Long.MAX_VALUE - 4095, Long.MAX_VALUE}) {
            assertThat(sizes.mayLargeBlockBe(18 * UNIT, byteSize)).isFalse();
            assertThat(sizes.suits(18 * UNIT, byteSize)).isFalse();
        }
        assertThat(sizes.mayLargeBlockBe(16 * UNIT, 100)).isFalse();
        sizes.noteAligned();
        assertThat(sizes.mayLargeBlockBe(16 * UNIT, 100)).as("at 64 KiB").isTrue();
        assertThat(sizes.mayLargeBlockBe(18 * UNIT, 100)).isFalse();
    }
}
