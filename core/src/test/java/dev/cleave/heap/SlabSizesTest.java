package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The size of a slab")
class SlabSizesTest {
    private static final long[] PRESENT = {0, 1, 7, 8, 100, 1_000, 10_000, 1_000_000, 1L << 40};

    private static double waste(SlabSizes sizes, int units) {
        double bytes = (double) (1L << sizes.unitShift()) * units;
        return 1 - (double) sizes.slotsOf(units) * sizes.slotBytes() / bytes;
    }

    /** Whether any number of units up to 256 KiB, or one slot, leaves an eighth over at most. */
    private static boolean unitAllows(SlabSizes sizes) {
        int most = Math.max((256 << 10) >>> sizes.unitShift(), sizes.leastUnits());
        for (int units = sizes.leastUnits(); units <= most; units++) {
            if (waste(sizes, units) <= 0.125) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest(name = "of 2^{0} bytes")
    @ValueSource(ints = {6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 25, 30})
    @DisplayName("leaves an eighth over at most, for every class of a heap and every unit")
    void leavesLittleOver(int unitShift) {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            SlabSizes sizes = new SlabSizes(SizeClasses.bytes(sizeClass), unitShift);
            assertThat(unitAllows(sizes)).as("%s", sizes).isTrue();
            for (long present : PRESENT) {
                int units = sizes.wantedUnits(present);
                assertThat(waste(sizes, units)).as("%s with %d slots: %d units", sizes, present, units)
                        .isLessThanOrEqualTo(0.125);
            }
        }
    }

    @ParameterizedTest(name = "of 2^{0} bytes")
    @ValueSource(ints = {6, 10, 12, 14, 16})
    @DisplayName("leaves an eighth over at most, for objects of any size for which any slab does")
    void leavesLittleOverOfAnySize(int unitShift) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int sample = 0; sample < 2_000; sample++) {
            SlabSizes sizes = new SlabSizes(1 + random.nextInt(1 << 3 + random.nextInt(16)), unitShift);
            if (unitAllows(sizes)) {
                assertThat(waste(sizes, sizes.wantedUnits(0))).as("%s, seed %d", sizes, seed)
                        .isLessThanOrEqualTo(0.125);
            }
        }
    }

    @Test
    @DisplayName("is one unit where that has slots enough, and all of it")
    void usesLargeUnits() {
        SlabSizes sizes = new SlabSizes(8, 16);
        assertThat(sizes.mostSlots()).isEqualTo(8192);
        assertThat(sizes.wantedUnits(0)).isEqualTo(1);
        assertThat(sizes.wantedUnits(1_000_000)).isEqualTo(1);
        assertThat(sizes.slotsOf(1)).isEqualTo(8192);
        assertThat(new SlabSizes(8, 30).slotsOf(1)).isEqualTo(1 << 27);
    }

    @Test
    @DisplayName("has 512 slots at most where units are small")
    void staysSmall() {
        SlabSizes sizes = new SlabSizes(104, 12);
        assertThat(sizes.mostSlots()).isEqualTo(512);
        assertThat(sizes.slotsOf(13)).isEqualTo(512);
        assertThat(sizes.slotsOf(100)).isEqualTo(512);
        assertThat(sizes.mostUnits()).isEqualTo(13);
    }

    @ParameterizedTest(name = "slots of {0} bytes: {1}")
    @CsvSource({"1024, 0:8 8:8 16:8 24:12 40:16 100:16 128:16 256:32 4096:256",
        "4096, 0:6 6:6 12:6 20:10 32:16 64:16 128:16 256:32 4096:64",
        "16384, 0:1 1:1 4:2 8:4 32:4 64:8 4096:16",
        "65536, 0:1 8:1 16:2 100:4 4096:4"})
    @DisplayName("grows with the class: by half at first, up to sixteen slots or 64 KiB, then by an eighth")
    void growsWithTheClass(int slotBytes, String slotsByPresent) {
        SlabSizes sizes = new SlabSizes(slotBytes, 12);
        for (String each : slotsByPresent.split(" ")) {
            long present = Long.parseLong(each.substring(0, each.indexOf(':')));
            int slots = Integer.parseInt(each.substring(each.indexOf(':') + 1));
            assertThat(sizes.slotsOf(sizes.wantedUnits(present))).as("with %d slots", present).isEqualTo(slots);
        }
    }

    @Test
    @DisplayName("is never less than a slot, and no unit more than its slots need")
    void isTight() {
        SlabSizes sizes = new SlabSizes(9216, 12);
        assertThat(sizes.leastUnits()).isEqualTo(3);
        assertThat(sizes.tight(4)).as("one slot").isEqualTo(3);
        assertThat(sizes.tight(6)).as("two slots").isEqualTo(5);
        assertThat(sizes.wantedUnits(0)).isEqualTo(5);
        assertThat(new SlabSizes(256 << 10, 12).mostUnits()).isEqualTo(64);
        assertThat(new SlabSizes((256 << 10) + 4096, 12).mostUnits()).isEqualTo(65);
    }
}
