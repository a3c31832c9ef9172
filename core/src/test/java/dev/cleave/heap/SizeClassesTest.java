package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The size classes")
class SizeClassesTest {
    @Test
    @DisplayName("go from 8 bytes to 32 KiB, each larger than the one before")
    void grow() {
        assertThat(SizeClasses.bytes(0)).isEqualTo(8);
        assertThat(SizeClasses.bytes(SizeClasses.COUNT - 1)).isEqualTo(32 << 10);
        for (int each = 1; each < SizeClasses.COUNT; each++) {
            assertThat(SizeClasses.bytes(each)).isGreaterThan(SizeClasses.bytes(each - 1));
        }
    }

    @Test
    @DisplayName("serve every size by the smallest class that holds it")
    void smallestThatHolds() {
        for (int size = 1; size <= SizeClasses.LARGEST; size++) {
            int sizeClass = SizeClasses.of(size);
            assertThat(SizeClasses.bytes(sizeClass)).as("class of %d bytes", size).isGreaterThanOrEqualTo(size);
            assertThat(sizeClass == 0 || SizeClasses.bytes(sizeClass - 1) < size)
                    .as("%d bytes fit no smaller class", size)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("round by at most an eighth from 128 bytes up")
    void roundByAnEighth() {
        for (int size = 128; size <= SizeClasses.LARGEST; size++) {
            assertThat(SizeClasses.bytes(SizeClasses.of(size)) - size).as("rounding of %d bytes", size)
                    .isLessThanOrEqualTo(size / 8);
        }
    }

    @Test
    @DisplayName("keep alignments by slots that are multiples of them")
    void keepAlignments() {
        for (long alignment = 1; alignment <= 4096; alignment <<= 1) {
            for (int size = 1; size <= 4096; size += 7) {
                int sizeClass = SizeClasses.of(size, alignment);
                assertThat(SizeClasses.bytes(sizeClass) % alignment).isZero();
                assertThat(SizeClasses.bytes(sizeClass)).isGreaterThanOrEqualTo(size);
            }
        }
    }
}
