package dev.cleave.heap;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The bytes that a hardened heap writes into the room of a block, its slot or its units, and what
 * they look like when nobody else wrote there.
 *
 * <pre>
 *   held    | bytes asked for     | canary             | seal |
 *   freed   | 0xDF 0xDF 0xDF …                         | seal |
 *
 *   seal    state (2 bits) | variant (4 bits) | 0 (10 bits) | bytes asked for (48 bits)
 * </pre>
 *
 * <p>The seal is the last 8 bytes of the room, scrambled by secrets and by the address. The
 * secrets are drawn once a heap. Scrambling is invertible, and spreads each bit over the
 * word: of words that were not written here, fewer than one in 2^40 says a size that a slot can
 * have. It keeps accidents from going unnoticed, and makes forging a seal as hard as reading one of
 * the same address; it is no cipher. Neither the first byte of a canary nor that of a seal is ever
 * 0, so that the classic overflow, a string's terminator one byte too far, is seen.
 */
final class Canaries {
    /** Bytes of a seal. */
    static final int SEAL_BYTES = Long.BYTES;

    /** What a block is, as its seal says. */
    enum State {
        /** No seal: it was overwritten. */
        BROKEN,
        /** Its holder may use it. */
        HELD,
        /**
         * It was freed and is in quarantine, or on its way there or back; or its end is being
         * moved.
         */
        FREED,
        /** It was found corrupted and is out of service. */
        CONDEMNED
    }

    /** What a freed block is filled with. */
    static final byte FREED_FILL = (byte) 0xDF;

    private static final long FREED_WORD = 0xDFDF_DFDF_DFDF_DFDFL;
    private static final State[] STATES = State.values();
    private static final int STATE_SHIFT = 62;
    private static final int VARIANT_SHIFT = 58;
    private static final long VARIANT = 1L << VARIANT_SHIFT;
    private static final int SIZE_BITS = 48;
    private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;
    private static final int SHOWN_BYTES = 16;
    private static final int PATTERN_BYTES = 4096;
    private static final MemorySegment ZEROES = MemorySegment.ofArray(new byte[PATTERN_BYTES]).asReadOnly();
    private static final MemorySegment FREED =
            MemorySegment.ofArray(new byte[PATTERN_BYTES]).fill(FREED_FILL).asReadOnly();

    private static final ValueLayout.OfLong UNALIGNED =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SEAL =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private final MemorySegment memory;
    private final long base;
    private final long canary;
    private final long before;
    private final long behind;
    private final long factor;
    private final long inverse;

    Canaries(MemorySegment memory) {
        this.memory = memory;
        base = memory.address();
        SecureRandom secrets = new SecureRandom();
        canary = secrets.nextLong() | 0x0101_0101_0101_0101L;
        before = secrets.nextLong();
        behind = secrets.nextLong();
        factor = secrets.nextLong() | 1;
        inverse = inverseOf(factor);
    }

    // --------------------------------------------------------------------------------------------------------- seals

    /** The seal of a block, as it stands in memory. */
    long seal(long address, long room) {
        return (long) SEAL.getVolatile(memory, sealOffset(address, room));
    }

    /** What a seal says its block is. */
    State stateOf(long seal, long address, long room) {
        long word = unscramble(seal, address);
        long size = word & SIZE_MASK;
        boolean sound = (word & VARIANT - 1) == size && size > 0 && size <= room - SEAL_BYTES;
        return sound ? STATES[(int) (word >>> STATE_SHIFT)] : State.BROKEN;
    }

    /** The bytes asked for, of a seal that is not broken. */
    long sizeOf(long seal, long address) {
        return unscramble(seal, address) & SIZE_MASK;
    }

    /** Seals a block that the caller alone holds. */
    void seal(long address, long room, State state, long byteSize) {
        SEAL.setVolatile(memory, sealOffset(address, room), sealFor(address, state, byteSize));
    }

    /** Puts another seal in a seal's place: of several threads, one does. */
    boolean reseal(long address, long room, long seen, State state, long byteSize) {
        return SEAL.compareAndSet(memory, sealOffset(address, room), seen, sealFor(address, state, byteSize));
    }

    /**
     * Of up to sixteen variants the first whose lowest byte is not 0: the first nearly always, none
     * once in 2^128.
     */
    private long sealFor(long address, State state, long byteSize) {
        long word = (long) state.ordinal() << STATE_SHIFT | byteSize;
        long seal = scramble(word, address);
        for (int variant = 1; (seal & 0xFF) == 0 && variant < 16; variant++) {
            seal = scramble(word | variant * VARIANT, address);
        }
        return seal;
    }

    private long scramble(long word, long address) {
        long mixed = (word ^ secretOf(address)) * factor;
        mixed = (mixed ^ mixed >>> 32) * factor;
        return mixed ^ mixed >>> 29 ^ behind;
    }

    private long unscramble(long seal, long address) {
        long mixed = seal ^ behind;
        mixed = (mixed ^ mixed >>> 29 ^ mixed >>> 58) * inverse;
        mixed = (mixed ^ mixed >>> 32) * inverse;
        return mixed ^ secretOf(address);
    }

    /**
     * What hides a word at an address. The product differs in high bits between neighbours too: the
     * address alone would only change a few bits of the size of a seal that was copied to another
     * block, and leave its state.
     */
    private long secretOf(long address) {
        return before ^ address * factor;
    }

    /**
     * What an odd number is multiplied by to give 1: each step doubles the low bits that are right,
     * of which three are at first.
     */
    private static long inverseOf(long odd) {
        long inverse = odd;
        for (int right = 3; right < Long.SIZE; right *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    private long sealOffset(long address, long room) {
        return address - base + room - SEAL_BYTES;
    }

    // --------------------------------------------------------------------------------------------------------- bytes

    /** Fills bytes of a block with zeroes. */
    void zero(long address, long from, long to) {
        fill(ZEROES, address - base + from, to - from);
    }

    /**
     * Copies a pattern over bytes, again and again: unlike a slice that is filled it never needs an
     * object.
     */
    private void fill(MemorySegment pattern, long offset, long byteSize) {
        for (long done = 0; done < byteSize; done += PATTERN_BYTES) {
            MemorySegment.copy(pattern, 0, memory, offset + done, Math.min(PATTERN_BYTES, byteSize - done));
        }
    }

    /** Writes the canary behind the bytes asked for. */
    void place(long address, long byteSize, long room) {
        long offset = address - base + byteSize;
        long end = sealOffset(address, room);
        for (; offset + Long.BYTES <= end; offset += Long.BYTES) {
            memory.set(UNALIGNED, offset, canary);
        }
        for (int index = 0; offset < end; index++, offset++) {
            memory.set(ValueLayout.JAVA_BYTE, offset, canaryByte(index));
        }
    }

    /** Where the canary differs from what was written, from the block's beginning, or -1. */
    long damageBehind(long address, long byteSize, long room) {
        long offset = address - base + byteSize;
        long end = sealOffset(address, room);
        for (; offset + Long.BYTES <= end; offset += Long.BYTES) {
            long word = memory.get(UNALIGNED, offset);
            if (word != canary) {
                return offset + firstByte(word ^ canary) - (address - base);
            }
        }
        for (int index = 0; offset < end; index++, offset++) {
            if (memory.get(ValueLayout.JAVA_BYTE, offset) != canaryByte(index)) {
                return offset - (address - base);
            }
        }
        return -1;
    }

    private byte canaryByte(int index) {
        return (byte) (canary >>> index * Byte.SIZE);
    }

    private static int firstByte(long difference) {
        return Long.numberOfTrailingZeros(difference) / Byte.SIZE;
    }

    /** Fills a freed block, all but its seal. */
    void fillFreed(long address, long room) {
        fill(FREED, address - base, room - SEAL_BYTES);
    }

    /**
     * Where a freed block differs from what it was filled with, from its beginning, or -1. The
     * first word is compared with the pattern, and each later byte with the one 8 before it.
     */
    long damageInFreed(long address, long room) {
        long offset = address - base;
        long first = memory.get(UNALIGNED, offset) ^ FREED_WORD;
        if (first != 0) {
            return firstByte(first);
        }
        long end = sealOffset(address, room);
        long same = MemorySegment.mismatch(memory, offset, end - Long.BYTES, memory, offset + Long.BYTES, end);
        return same < 0 ? -1 : same + Long.BYTES;
    }

    /** What stands at an offset of a block, in hexadecimal: a few bytes. */
    String show(long address, long offset, long room) {
        long length = Math.min(SHOWN_BYTES, room - offset);
        return HexFormat.ofDelimiter(" ")
                .formatHex(memory.asSlice(address - base + offset, length).toArray(ValueLayout.JAVA_BYTE));
    }
}
