package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * What lies in a region, one behind the other: objects, holes, and the two bytes that are too few
 * for a hole. Pure functions over bytes; a location is an offset in the pool's memory, and even.
 *
 * <pre>
 *   object   | 00 size:14 | slot:32 | bytes …                       up to 16,383 bytes
 *   large    | 01 ------- | slot:32 | --:16 | size:64 | bytes …     more, and giants
 *   hole     | 10 ------- | extent:32 | next:64 | previous:64 | …   links where there is room
 *   filler   | 11 ------- |
 * </pre>
 *
 * <p>An <em>extent</em> is all that something takes, its header included: an even number. An
 * object's is at least {@link #LEAST_LISTED}, so that a hole it leaves can be found again.
 */
final class BlockLayout {
    /** The least extent of an object, and of a hole with links. */
    static final int LEAST_LISTED = 22;

    static final int GRAIN = 2;
    static final int HEADER = 6;
    static final int LARGE_HEADER = 16;
    static final int MOST_SHORT = (1 << 14) - 1;

    private static final int KIND = 0xC000;
    private static final int LARGE = 0x4000;
    private static final int HOLE = 0x8000;
    private static final int FILLER = 0xC000;
    private static final int SLOT = 2;
    private static final int LARGE_SIZE = 8;
    private static final int NEXT = 6;
    private static final int PREVIOUS = 14;
    private static final long UNSIGNED_INT = 0xFFFF_FFFFL;

    private final MemorySegment memory;

    /** Of a pool's memory. */
    BlockLayout(MemorySegment memory) {
        this.memory = memory;
    }

    MemorySegment memory() {
        return memory;
    }

    /** All that an object of so many bytes takes in a region. */
    static long extentOf(long byteSize) {
        return Math.max(LEAST_LISTED, headerOf(byteSize) + byteSize + 1 & -GRAIN);
    }

    /** Bytes before those of an object of so many. */
    static int headerOf(long byteSize) {
        return byteSize <= MOST_SHORT ? HEADER : LARGE_HEADER;
    }

    // --------------------------------------------------------------------------------------------------------- objects

    /** Writes the header of an object of a region. */
    void writeObject(long at, long byteSize, long slot) {
        if (byteSize <= MOST_SHORT) {
            memory.set(JAVA_SHORT_UNALIGNED, at, (short) byteSize);
        } else {
            writeGiant(at, byteSize, slot);
        }
        memory.set(JAVA_INT_UNALIGNED, at + SLOT, (int) slot);
    }

    /** Writes the header of an object that has a block of the pool to itself. */
    void writeGiant(long at, long byteSize, long slot) {
        memory.set(JAVA_SHORT_UNALIGNED, at, (short) LARGE);
        memory.set(JAVA_INT_UNALIGNED, at + SLOT, (int) slot);
        memory.set(JAVA_LONG_UNALIGNED, at + LARGE_SIZE, byteSize);
    }

    /** The bytes that were asked for: for others than those who keep the object there, a guess. */
    long byteSize(long at) {
        int first = first(at);
        return (first & KIND) == 0 ? first : memory.get(JAVA_LONG_UNALIGNED, at + LARGE_SIZE);
    }

    /** Where an object's bytes begin: as {@link #byteSize}. */
    long bytesAt(long at) {
        return at + ((first(at) & KIND) == 0 ? HEADER : LARGE_HEADER);
    }

    /** The slot of an object. */
    long slot(long at) {
        return memory.get(JAVA_INT_UNALIGNED, at + SLOT) & UNSIGNED_INT;
    }

    // ----------------------------------------------------------------------------------------------------------- holes

    /** Whether an object begins here. */
    boolean isObject(long at) {
        return (first(at) & HOLE) == 0;
    }

    /** Whether a hole begins here that is in the lists. */
    boolean isListed(long at) {
        return (first(at) & KIND) == HOLE && extent(at) >= LEAST_LISTED;
    }

    /** The extent of what begins here, whatever it is. */
    long extent(long at) {
        int first = first(at);
        return switch (first & KIND) {
            case HOLE -> memory.get(JAVA_INT_UNALIGNED, at + SLOT) & UNSIGNED_INT;
            case FILLER -> GRAIN;
            default -> extentOf(byteSize(at));
        };
    }

    /** Makes a hole here, of 2 bytes or more; {@code false} where it is too small for the lists. */
    boolean writeHole(long at, long extent) {
        if (extent < HEADER) {
            for (long each = at; each < at + extent; each += GRAIN) {
                memory.set(JAVA_SHORT_UNALIGNED, each, (short) FILLER);
            }
            return false;
        }
        memory.set(JAVA_SHORT_UNALIGNED, at, (short) HOLE);
        memory.set(JAVA_INT_UNALIGNED, at + SLOT, (int) extent);
        return extent >= LEAST_LISTED;
    }

    long next(long hole) {
        return memory.get(JAVA_LONG_UNALIGNED, hole + NEXT);
    }

    void setNext(long hole, long next) {
        memory.set(JAVA_LONG_UNALIGNED, hole + NEXT, next);
    }

    long previous(long hole) {
        return memory.get(JAVA_LONG_UNALIGNED, hole + PREVIOUS);
    }

    void setPrevious(long hole, long previous) {
        memory.set(JAVA_LONG_UNALIGNED, hole + PREVIOUS, previous);
    }

    /** Copies an object with its header. */
    void copy(long from, long to, long extent) {
        MemorySegment.copy(memory, from, memory, to, extent);
    }

    private int first(long at) {
        return Short.toUnsignedInt(memory.get(JAVA_SHORT_UNALIGNED, at));
    }
}
