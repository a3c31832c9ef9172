package dev.cleave.cache;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * What lies where in an entry, which is one block: so one miss of the processor's caches serves it.
 *
 * <pre>
 *   0          4            8                        header
 *   +----------+------------+------------+--------+-------+---------+
 *   | bytes of | bytes of   | deadline 8,| node 4 |  key  |  value  |
 *   | the key  | the value  | if it can  | in a   |       |         |
 *   |    4     |     4      | expire     | cache  |       |         |
 *   +----------+------------+------------+--------+-------+---------+
 * </pre>
 *
 * @param expires whether entries have a deadline
 * @param header bytes before the key
 */
record EntryLayout(boolean expires, int header) {
    /** Entries of a map. */
    static final EntryLayout MAP = new EntryLayout(false, 8);

    private static final int VALUE_BYTES = 4;
    private static final int DEADLINE = 8;

    /** Entries of a cache. */
    static EntryLayout ofCache(boolean expires) {
        return new EntryLayout(expires, expires ? 20 : 12);
    }

    static int keyBytes(MemorySegment memory, long offset) {
        return memory.get(JAVA_INT_UNALIGNED, offset);
    }

    static int valueBytes(MemorySegment memory, long offset) {
        return memory.get(JAVA_INT_UNALIGNED, offset + VALUE_BYTES);
    }

    static void sizes(MemorySegment memory, long offset, int keyBytes, int valueBytes) {
        memory.set(JAVA_INT_UNALIGNED, offset, keyBytes);
        memory.set(JAVA_INT_UNALIGNED, offset + VALUE_BYTES, valueBytes);
    }

    /** When an entry becomes too old, by the cache's clock. */
    long deadline(MemorySegment memory, long offset) {
        return memory.get(JAVA_LONG_UNALIGNED, offset + DEADLINE);
    }

    void deadline(MemorySegment memory, long offset, long nanos) {
        memory.set(JAVA_LONG_UNALIGNED, offset + DEADLINE, nanos);
    }

    /** The entry's node in its cache's policy. */
    int node(MemorySegment memory, long offset) {
        return memory.get(JAVA_INT_UNALIGNED, offset + header - Integer.BYTES);
    }

    void node(MemorySegment memory, long offset, int node) {
        memory.set(JAVA_INT_UNALIGNED, offset + header - Integer.BYTES, node);
    }

    long key(long offset) {
        return offset + header;
    }

    /** Where the value of an entry with so long a key begins. */
    long value(long offset, int keyBytes) {
        return offset + header + keyBytes;
    }
}
