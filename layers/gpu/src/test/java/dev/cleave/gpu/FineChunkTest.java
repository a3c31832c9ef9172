package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A chunk of fine units")
class FineChunkTest {
    private static final long BEGIN = 3 * FineChunk.UNITS;

    private final FineChunk chunk = new FineChunk(BEGIN, Stripes.of(64), Placement.BALANCED);

    @Test
    @DisplayName("counts from the beginning of its block")
    void countsFromTheBlock() {
        long unit = chunk.allocate(5, 0, false);
        assertThat(unit).isBetween(BEGIN, BEGIN + FineChunk.UNITS - 5);
        assertThat(chunk.freeUnits()).isEqualTo(FineChunk.UNITS - 5);
        long[] free = {0};
        chunk.forEachFreeRun((start, length) -> {
            assertThat(start).isBetween(BEGIN, BEGIN + FineChunk.UNITS - length);
            free[0] += length;
        });
        assertThat(free[0]).isEqualTo(FineChunk.UNITS - 5);
        chunk.free(unit);
        assertThat(chunk.freeUnits()).isEqualTo(FineChunk.UNITS);
    }

    @Test
    @DisplayName("passes by what it refused until something is freed")
    void remembersRefusals() {
        long half = chunk.allocate(FineChunk.UNITS / 2, 0, false);
        assertThat(chunk.allocate(FineChunk.UNITS / 2 + 1, 0, false)).isEqualTo(BlockSpace.NONE);
        assertThat(chunk.allocate(FineChunk.UNITS / 2, 0, false)).isNotEqualTo(BlockSpace.NONE);
        chunk.free(half);
        assertThat(chunk.allocate(FineChunk.UNITS / 2, 0, false)).isEqualTo(half);
    }

    @Test
    @DisplayName("is taken as a whole while it is empty, once")
    void isTakenAsAWhole() {
        long unit = chunk.allocate(1, 0, false);
        assertThat(chunk.takeAll()).isFalse();
        chunk.free(unit);
        assertThat(chunk.takeAll()).isTrue();
        assertThat(chunk.takeAll()).isFalse();
        assertThat(chunk.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
    }
}
