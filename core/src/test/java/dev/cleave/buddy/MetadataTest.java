package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kind of metadata promises. */
class MetadataTest {
    static Stream<Metadata> kinds() {
        return Stream.of(
                new ArrayMetadata(4, 8),
                new SegmentMetadata(Arena.ofAuto().allocate(SegmentMetadata.byteSize(4, 8), 8), 4));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void wordsSwingOnlyFromWhatWasExpected(Metadata metadata) {
        assertThat(metadata.compareAndSet(1, 7, 8)).isFalse();
        assertThat(metadata.compareAndSet(1, 0, 8)).isTrue();
        assertThat(metadata.get(1)).isEqualTo(8);
        assertThat(metadata.getAndAdd(1, 2)).isEqualTo(8);
        assertThat(metadata.setBits(1, 0b11)).isEqualTo(10);
        assertThat(metadata.clearBits(1, 0b1)).isEqualTo(11);
        assertThat(metadata.getAcquire(1)).isEqualTo(10);
        assertThat(metadata.get(0)).isZero();
        assertThat(metadata.get(2)).isZero();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void codesSwingAloneWhateverTheirNeighboursAre(Metadata metadata) {
        for (int unit = 0; unit < 8; unit++) {
            metadata.setCodeRelease(unit, (byte) (unit - 4));
        }
        assertThat(metadata.compareAndSetCode(5, (byte) 0, (byte) 9)).isFalse();
        assertThat(metadata.compareAndSetCode(5, (byte) 1, (byte) -9)).isTrue();
        for (int unit = 0; unit < 8; unit++) {
            assertThat(metadata.codeAcquire(unit)).isEqualTo((byte) (unit == 5 ? -9 : unit - 4));
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void codesOfOneIntAreClaimedByTheirOwnersAtTheSameTime(Metadata metadata) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        int[] lost = new int[4];
        for (int unit = 0; unit < 4; unit++) {
            int mine = unit;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 20_000; i++) {
                    metadata.setCodeRelease(mine, (byte) 1);
                    lost[mine] += metadata.compareAndSetCode(mine, (byte) 1, (byte) 2) ? 0 : 1;
                    lost[mine] += metadata.codeAcquire(mine) == 2 ? 0 : 1;
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).containsOnly(0);
    }
}
