package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A parcel")
class ParcelTest {
    private static final Identity IDENTITY = new Identity(0x1234_5678_9ABC_DEF0L, 4096, 17);

    private static byte[] unpack(byte[] parcel, int length, int from, int count) throws MalformedParcelException {
        byte[] into = new byte[count];
        Parcel.unpack(parcel, IDENTITY, length, from, MemorySegment.ofArray(into));
        return into;
    }

    @ParameterizedTest(name = "compressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("gives back any part of what was packed, whatever it was")
    void givesBackAnyPart(boolean compress) throws MalformedParcelException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int each = 0; each < 500; each++) {
            byte[] bytes = new byte[1 + random.nextInt(3000)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) (random.nextInt(1 + each % 5) * at);
            }
            byte[] parcel = Parcel.pack(IDENTITY, MemorySegment.ofArray(bytes), compress);
            int from = random.nextInt(bytes.length);
            int count = random.nextInt(bytes.length - from + 1);
            assertThat(unpack(parcel, bytes.length, from, count)).as("seed %d, number %d", seed, each)
                    .isEqualTo(Arrays.copyOfRange(bytes, from, from + count));
            assertThat(parcel.length).isLessThanOrEqualTo(Parcel.HEAD + bytes.length);
        }
    }

    @ParameterizedTest(name = "compressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("is refused with any one bit changed, or cut short anywhere, or lengthened")
    void anyBitCounts(boolean compress) {
        byte[] parcel = Parcel.pack(IDENTITY, MemorySegment.ofArray(new byte[100]), compress);
        for (int bit = 0; bit < parcel.length * 8; bit++) {
            byte[] damaged = parcel.clone();
            damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThatThrownBy(() -> unpack(damaged, 100, 0, 100)).as("bit %d", bit)
                    .isInstanceOf(MalformedParcelException.class);
        }
        for (int length = 0; length < parcel.length; length++) {
            byte[] cut = Arrays.copyOf(parcel, length);
            assertThatThrownBy(() -> unpack(cut, 100, 0, 100)).as("cut to %d bytes", length)
                    .isInstanceOf(MalformedParcelException.class);
        }
        assertThatThrownBy(() -> unpack(Arrays.copyOf(parcel, parcel.length + 1), 100, 0, 100))
                .isInstanceOf(MalformedParcelException.class);
    }

    @Test
    @DisplayName("is refused where another is expected, and says which it is")
    void anotherIdentity() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[10]);
        byte[] otherStore = Parcel.pack(new Identity(7, 4096, 17), bytes, false);
        byte[] otherWrite = Parcel.pack(new Identity(IDENTITY.store(), 4096, 18), bytes, false);
        byte[] shorter = Parcel.pack(IDENTITY, bytes, false);

        assertThatThrownBy(() -> unpack(otherStore, 10, 0, 10))
                .hasMessage("is another tier's, that of key cleave:0000000000000007:1000:11");
        assertThatThrownBy(() -> unpack(otherWrite, 10, 0, 10))
                .hasMessage("is another object's, that of key cleave:123456789abcdef0:1000:12");
        assertThatThrownBy(() -> unpack(shorter, 11, 0, 10)).hasMessage("has 10 bytes, not 11");
    }
}
