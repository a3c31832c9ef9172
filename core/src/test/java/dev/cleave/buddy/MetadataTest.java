package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all kinds of words promise. */
class MetadataTest {
    static Stream<Metadata> kinds() {
        return Stream.of(
                new ArrayMetadata(4),
                SegmentMetadata.in(Arena.ofAuto().allocate(32, 8)));
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
}
