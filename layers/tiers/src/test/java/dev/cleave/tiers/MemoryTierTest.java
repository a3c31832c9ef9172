package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A tier in memory")
class MemoryTierTest {
    private static final long CAPACITY = 1 << 20;

    @Test
    @DisplayName("keeps what was written to a place, from any offset on")
    void keepsBytes() {
        try (MemoryTier tier = MemoryTier.ofMemory("dram", CAPACITY)) {
            long place = tier.allocate(100);
            tier.write(place, 0, MemorySegment.ofArray(new byte[] {1, 2, 3}));
            tier.write(place, 98, MemorySegment.ofArray(new byte[] {8, 9}));
            byte[] read = new byte[100];
            tier.read(place, 0, MemorySegment.ofArray(read));
            assertThat(read).startsWith(1, 2, 3).endsWith(8, 9);
            assertThat(tier.address(place)).isNotEqualTo(Tier.NO_ADDRESS);
        }
    }

    @Test
    @DisplayName("packs small objects, those of one context in frames of their own")
    void packsByContext() {
        try (MemoryTier tier = MemoryTier.ofMemory("dram", CAPACITY)) {
            Set<Long> framesOfOne = new TreeSet<>();
            Set<Long> framesOfOther = new TreeSet<>();
            for (int each = 0; each < 256; each++) {
                framesOfOne.add(tier.address(tier.allocate(16, 1)) >>> 12);
                framesOfOther.add(tier.address(tier.allocate(16, 2)) >>> 12);
            }
            assertThat(framesOfOne).hasSizeLessThanOrEqualTo(2).doesNotContainAnyElementsOf(framesOfOther);
            assertThat(tier.address(tier.allocate(16, 17)) >>> 12).as("contexts sixteen apart share")
                    .matches(frame -> Math.abs(frame - framesOfOne.iterator().next()) <= 2);
        }
    }

    @Test
    @DisplayName("says that it has no room, and has room again for what was freed")
    void full() {
        try (MemoryTier tier = MemoryTier.ofMemory("dram", CAPACITY)) {
            List<Long> places = new ArrayList<>();
            for (long place = tier.allocate(50_000); place != Tier.NO_PLACE; place = tier.allocate(50_000)) {
                places.add(place);
            }
            assertThat(places).hasSizeGreaterThan(15);
            assertThat(tier.usedBytes()).isGreaterThan(CAPACITY - 60_000);
            places.forEach(tier::free);
            assertThat(tier.allocate(500_000)).isNotEqualTo(Tier.NO_PLACE);
        }
    }

    @Test
    @DisplayName("refuses what is no place of it")
    void refusesOthers() {
        try (MemoryTier tier = MemoryTier.ofMemory("dram", CAPACITY)) {
            long place = tier.allocate(64);
            assertThatIllegalArgumentException().isThrownBy(() -> tier.free(place | 9L << 48))
                    .withMessageContaining("no place of tier dram");
            assertThatIllegalArgumentException().isThrownBy(() -> tier.free(-7));
            assertThatIllegalArgumentException().isThrownBy(() -> tier.free(place + 1));
            tier.free(place);
            assertThatIllegalArgumentException().isThrownBy(() -> tier.free(place));
        }
    }

    @Test
    @DisplayName("lies in a file as well as in plain memory, and ends once")
    void inAFile(@TempDir Path folder) {
        MemoryTier tier = MemoryTier.ofFile("file", folder.resolve("objects"), CAPACITY);
        long place = tier.allocate(5000);
        tier.write(place, 4999, MemorySegment.ofArray(new byte[] {5}));
        assertThat(folder.resolve("objects")).exists();
        assertThat(tier.capacity()).isEqualTo(CAPACITY);
        assertThat(tier).hasToString("tier file of " + CAPACITY + " bytes, " + "file " + folder.resolve("objects"));
        tier.close();
        tier.close();
    }
}
