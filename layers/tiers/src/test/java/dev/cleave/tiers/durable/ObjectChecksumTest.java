package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Castagnoli's CRC, and what a change makes of it, beside the same made anew. */
@DisplayName("An object's checksum")
class ObjectChecksumTest {
    @Test
    @DisplayName("is the CRC-32C, of which the check value is known")
    void checkValue() {
        MemorySegment digits = MemorySegment.ofArray("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(ObjectChecksum.of(digits)).isEqualTo(0xe306_9283L);
        assertThat(ObjectChecksum.of(digits.asSlice(0, 0))).isZero();
    }

    @Test
    @DisplayName("follows a change of any part, as if it were made anew")
    void changes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] bytes = new byte[1 + random.nextInt(1 << random.nextInt(1, 16))];
            random.nextBytes(bytes);
            MemorySegment all = MemorySegment.ofArray(bytes);
            long before = ObjectChecksum.of(all);
            int offset = random.nextInt(bytes.length);
            MemorySegment part = all.asSlice(offset, random.nextInt(bytes.length - offset + 1));
            byte[] more = new byte[(int) part.byteSize()];
            random.nextBytes(more);
            MemorySegment after = MemorySegment.ofArray(more);
            long changed =
                    ObjectChecksum.changed(before, bytes.length - offset - part.byteSize(), part, after);
            part.copyFrom(after);
            assertThat(changed).as("seed %d, round %d", seed, round).isEqualTo(ObjectChecksum.of(all));
        }
    }
}
