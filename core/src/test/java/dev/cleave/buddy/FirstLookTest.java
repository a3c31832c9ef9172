package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A request that looks once")
class FirstLookTest {
    private final BuddySpace space = BuddySpace.of(8192);

    @Test
    @DisplayName("finds what a quiet space has, exact and aligned as others do")
    void finds() {
        long exact = space.tryAllocateUnits(9);
        long power = space.tryAllocateUnits(64);
        long extent = space.tryAllocateExtent(5, 0);
        long aligned = space.tryAllocateExtent(5, 4);
        assertThat(exact % 16).isZero();
        assertThat(power % 64).isZero();
        assertThat(aligned % 16).isZero();
        assertThat(List.of(space.unitsOf(exact), space.unitsOf(power), space.unitsOf(extent), space.unitsOf(aligned)))
                .containsExactly(9L, 64L, 5L, 5L);
        longsOf(exact, power, extent, aligned).forEach(space::free);
        space.verify();
        assertThat(space.freeUnits()).isEqualTo(8192);
    }

    private static List<Long> longsOf(long... offsets) {
        List<Long> list = new ArrayList<>();
        for (long each : offsets) {
            list.add(each);
        }
        return list;
    }

    @Test
    @DisplayName("is refused by a full space, which stays as it is")
    void isRefused() {
        long all = space.allocateUnits(8192);
        assertThat(space.tryAllocateUnits(1)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.tryAllocateUnits(3)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.tryAllocateExtent(3, 0)).isEqualTo(BuddySpace.NO_BLOCK);
        assertThat(space.tryAllocateExtent(3, 5)).isEqualTo(BuddySpace.NO_BLOCK);
        space.free(all);
        space.verify();
    }

    @Test
    @DisplayName("names counts and alignments that the space never had")
    void refusesBadRequests() {
        assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateUnits(0));
        assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateUnits(8193));
        assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateExtent(1, 14));
    }

    @Test
    @DisplayName("keeps the space whole, whatever comes and goes")
    void keepsTheSpaceWhole() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Long> live = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            long count = random.nextLong(1, 201);
            long block = random.nextBoolean()
                    ? space.tryAllocateUnits(count)
                    : space.tryAllocateExtent(count, random.nextInt(5));
            if (block != BuddySpace.NO_BLOCK) {
                live.add(block);
            }
            if (block == BuddySpace.NO_BLOCK || random.nextInt(3) == 0) {
                space.free(live.remove(random.nextInt(live.size())));
            }
        }
        live.forEach(space::free);
        space.flush();
        space.verify();
        assertThat(space.freeUnits()).as("seed %d", seed).isEqualTo(8192);
    }
}
