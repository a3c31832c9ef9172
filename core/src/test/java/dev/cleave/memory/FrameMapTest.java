package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameMapTest {
    @Test
    void markingTellsWhatWasDirtyAndWhatWasFresh() {
        FrameMap frames = new FrameMap(200);

        assertThat(frames.mark(10, 5)).isEqualTo(FrameMap.FRESH | FrameMap.GREW);
        assertThat(frames.mark(20, 5)).as("clean, in a stretch that is not fresh").isEqualTo(FrameMap.GREW);
        assertThat(frames.mark(14, 2)).as("half of it dirty").isEqualTo(FrameMap.DIRTY | FrameMap.GREW);
        assertThat(frames.mark(10, 5)).isEqualTo(FrameMap.DIRTY);
        assertThat(frames.mark(60, 100)).as("across three words").isEqualTo(FrameMap.FRESH | FrameMap.GREW);
        assertThat(frames.dirtyGroups(1)).isEqualTo(5 + 1 + 5 + 100);
        assertThat(frames.dirtyFrames()).isEqualTo(5 + 1 + 5 + 100);
        frames.clear(0, 24);
        frames.clear(0, 24);
        assertThat(frames.dirtyFrames()).isEqualTo(1 + 100);
    }

    @Test
    void dirtyFramesAgeOnceAndMarkingMakesThemYoung() {
        FrameMap frames = new FrameMap(128);
        frames.mark(60, 8);
        assertThat(frames.allAged(60, 8)).isFalse();
        assertThat(frames.allAged(0, 60)).as("nothing dirty, nothing young").isTrue();

        frames.age(0, 128);
        assertThat(frames.allAged(0, 128)).isTrue();

        frames.mark(64, 1);
        assertThat(frames.allAged(60, 4)).isTrue();
        assertThat(frames.allAged(64, 1)).isFalse();
    }

    @Test
    void randomHistoriesAgreeWithASetOfBits() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        FrameMap frames = new FrameMap(1000);
        BitSet dirty = new BitSet();
        for (int step = 0; step < 10_000; step++) {
            int first = random.nextInt(1000);
            int count = 1 + random.nextInt(1000 - first);
            if (random.nextBoolean()) {
                boolean wasDirty = !dirty.get(first, first + count).isEmpty();
                assertThat((frames.mark(first, count) & FrameMap.DIRTY) != 0).as("seed " + seed).isEqualTo(wasDirty);
                dirty.set(first, first + count);
            } else {
                frames.clear(first, count);
                dirty.clear(first, first + count);
            }
            assertThat(frames.dirtyGroups(1)).as("seed " + seed).isEqualTo(dirty.cardinality());
            int place = random.nextInt(1000);
            int end = place + random.nextInt(1100 - place);
            int last = Math.min(end, 1000);
            int dirtyFrom = dirty.nextSetBit(place);
            assertThat(frames.nextDirty(place, end)).as("seed " + seed)
                    .isEqualTo(dirtyFrom < 0 ? last : Math.min(last, dirtyFrom));
            assertThat(frames.nextClean(place, end)).as("seed " + seed)
                    .isEqualTo(Math.min(last, dirty.nextClearBit(place)));
            int from = random.nextInt(1000);
            int next = dirty.nextSetBit(from);
            assertThat(frames.anyDirty(from, 1000 - from)).as("seed " + seed).isEqualTo(next >= 0);
        }
    }

    @Test
    void groupsCountOnceHoweverManyOfTheirFramesAreDirty() {
        FrameMap frames = new FrameMap(1100);
        frames.mark(0, 3);
        frames.mark(511, 2);
        frames.mark(1099, 1);

        assertThat(frames.dirtyGroups(512)).isEqualTo(3);
        assertThat(frames.dirtyGroups(2)).isEqualTo(5);
    }
}
