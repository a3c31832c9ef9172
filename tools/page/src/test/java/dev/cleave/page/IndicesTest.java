package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.SpaceSnapshot;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Indices")
class IndicesTest {
    @Test
    @DisplayName("are those of the space")
    void asTheSpace() {
        Random random = new Random(5);
        BuddySpace space = BuddySpace.of(4_096);
        for (long offset = 0; offset != BuddySpace.NO_BLOCK;) {
            offset = space.allocate(random.nextInt(4));
            if (offset != BuddySpace.NO_BLOCK && random.nextInt(3) == 0) {
                space.free(offset);
            }
        }
        for (long offset = 0; offset < 3_000; offset += 7) {
            if (space.isBlock(offset)) {
                space.free(offset);
            }
        }
        SpaceSnapshot snapshot = space.snapshot();
        double[] unusable = Indices.unusable(snapshot.freeBlocksByOrder());
        double[] fragmentation = Indices.fragmentation(snapshot.freeBlocksByOrder());
        for (int order = 0; order < unusable.length; order++) {
            assertThat(unusable[order]).isCloseTo(snapshot.unusableFreeSpaceIndex(order), Offset.offset(1e-5));
            assertThat(fragmentation[order]).isCloseTo(snapshot.fragmentationIndex(order), Offset.offset(1e-5));
        }
    }
}
