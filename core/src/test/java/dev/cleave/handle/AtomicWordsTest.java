package dev.cleave.handle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Atomic words")
class AtomicWordsTest {
    @Test
    @DisplayName("are zero at first, and cost nothing until they are written")
    void zeroAtFirst() {
        AtomicWords words = new AtomicWords(1L << 32);
        long empty = words.byteSize();
        assertThat(words.count()).isEqualTo(1L << 32);
        assertThat(words.getAcquire((1L << 32) - 1)).isZero();
        assertThat(words.byteSize()).isEqualTo(empty);

        words.setRelease((1L << 32) - 1, 0);
        assertThat(words.byteSize()).as("a zero is there already").isEqualTo(empty);
        words.setRelease((1L << 32) - 1, 5);
        assertThat(words.getAcquire((1L << 32) - 1)).isEqualTo(5);
        assertThat(words.getAcquire((1L << 32) - 2)).isZero();
        assertThat(words.byteSize()).isEqualTo(empty + (4096 + 32) * Long.BYTES);
    }

    @Test
    @DisplayName("swing from what was expected alone")
    void swing() {
        AtomicWords words = new AtomicWords(10);
        assertThat(words.compareAndSet(9, 1, 2)).isFalse();
        assertThat(words.compareAndSet(9, 0, 2)).isTrue();
        assertThat(words.getAndAdd(9, 3)).isEqualTo(2);
        assertThat(words.getAcquire(9)).isEqualTo(5);
    }

    @Test
    @DisplayName("are reached by their chunk, which is none until one of them was written")
    void byChunk() {
        AtomicWords words = new AtomicWords(3 * 4096);
        assertThat(words.chunkOf(4097)).isNull();
        words.setRelease(5000, 7);
        assertThat(words.chunkOf(0)).isNull();
        long[] chunk = words.chunkOf(4097);
        assertThat(chunk).isNotNull().isSameAs(words.chunkOf(8191)).hasSize(4096 + 32);
        assertThat(AtomicWords.getAcquireIn(chunk, 5000)).isEqualTo(7);
        assertThat(AtomicWords.compareAndSetIn(chunk, 5000, 6, 8)).isFalse();
        assertThat(AtomicWords.compareAndSetIn(chunk, 5000, 7, 8)).isTrue();
        assertThat(words.getAcquire(5000)).isEqualTo(8);
    }

    @Test
    @DisplayName("lose nothing where several threads make one chunk")
    void chunksAreMadeOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicWords words = new AtomicWords(4096);
            Callable<Void> adding = () -> {
                words.getAndAdd(17, 1);
                return null;
            };
            Together.run(Collections.nCopies(4, adding));
            assertThat(words.getAcquire(17)).isEqualTo(4);
        }
    }
}
