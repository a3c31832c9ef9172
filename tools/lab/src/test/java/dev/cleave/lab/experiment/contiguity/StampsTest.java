package dev.cleave.lab.experiment.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stamps: each wrong word is found, wherever it is and however it came to be wrong. */
class StampsTest {
    @Test
    void theyGoOnFromPieceToPiece() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(4096, 8);
            List<MemorySegment> pieces = List.of(memory.asSlice(2048, 1024), memory.asSlice(0, 512));
            Stamps.write(pieces, 1);
            assertThat(Stamps.wrong(pieces, 1)).isZero();
            assertThat(Stamps.wrong(pieces, 2)).as("another's").isEqualTo(192);
            assertThat(Stamps.wrong(pieces.reversed(), 1)).as("in another order").isEqualTo(192);

            assertThat(Stamps.place(memory.get(ValueLayout.JAVA_LONG, 8), 1)).isEqualTo(1024 + 8);

            memory.set(ValueLayout.JAVA_BYTE, 511, (byte) ~memory.get(ValueLayout.JAVA_BYTE, 511));
            assertThat(Stamps.wrong(pieces, 1)).isEqualTo(1);
            pieces.getFirst().fill((byte) 0);
            assertThat(Stamps.wrong(pieces, 1)).isEqualTo(129);
        }
    }
}
