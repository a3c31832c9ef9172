package dev.cleave.lab.replay;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Patterns that tell every block from every other, in every byte: what proves that no two blocks overlap.
 *
 * <p>Each eight bytes of a block hold a number drawn from the block and from their place in it, so that a neighbour that
 * writes into it, or a block handed out twice, or moved by a few bytes, is found when the block is checked.
 */
final class Stamps {
    private static final ValueLayout.OfLong WORD =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long seed;

    Stamps(long seed) {
        this.seed = seed;
    }

    /** Fills all of a block with its pattern. */
    void write(int block, long address, long bytes) {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        long first = first(block);
        long words = bytes >>> 3;
        for (long word = 0; word < words; word++) {
            memory.setAtIndex(WORD, word, first + word * GOLDEN);
        }
        for (long at = words << 3; at < bytes; at++) {
            memory.set(JAVA_BYTE, at, byteAt(first, at));
        }
    }

    /** Checks all of a block; answers the first byte that is not as {@link #write} left it. */
    Optional<Difference> check(int block, long address, long bytes) {
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        long first = first(block);
        long words = bytes >>> 3;
        long difference = 0;
        for (long word = 0; word < words; word++) {
            difference |= memory.getAtIndex(WORD, word) ^ (first + word * GOLDEN);
        }
        for (long at = words << 3; at < bytes; at++) {
            difference |= memory.get(JAVA_BYTE, at) ^ byteAt(first, at);
        }
        return difference == 0 ? Optional.empty() : Optional.of(locate(memory, first));
    }

    private static Difference locate(MemorySegment memory, long first) {
        for (long at = 0; at < memory.byteSize(); at++) {
            byte found = memory.get(JAVA_BYTE, at);
            byte expected = byteAt(first, at);
            if (found != expected) {
                return new Difference(at, expected, found);
            }
        }
        throw new IllegalStateException(
                "a block differed from its stamp and then did not: something still writes to it");
    }

    private static byte byteAt(long first, long at) {
        return (byte) (first + (at >>> 3) * GOLDEN >>> ((at & 7) << 3));
    }

    private long first(int block) {
        long mixed = (block + seed) * GOLDEN;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** The first byte of a block that is not what was written there. */
    record Difference(long at, byte expected, byte found) {}
}
