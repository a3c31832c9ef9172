package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a checked heap: each has a JDK arena of its own, which is closed before its block
 * is freed. What uses the segment, or a slice of it, afterwards gets the JDK's
 * {@link IllegalStateException}, also where the address has a new holder.
 *
 * <p>Costs an arena, an entry of a map, and at the end a handshake with every thread: 50 µs and
 * more. A confined arena costs no handshake, and throws {@link WrongThreadException} where another
 * thread uses or frees the block.
 *
 * <p>Whoever gives a block back asks for its segment here, whether it has one or not, and must get
 * an answer though the Java heap is full: so a look at the map makes no object.
 */
final class CheckedBlocks {
    /** A live block's arena, and the segment that ends with it. */
    private record Life(Address key, Arena arena, MemorySegment segment) {}

    /** Where a block begins, as the map knows it. That of a life never changes. */
    private static final class Address implements Comparable<Address> {
        private long value;

        Address(long value) {
            this.value = value;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address address && address.value == value;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(value);
        }

        @Override
        public int compareTo(Address other) {
            return Long.compare(value, other.value);
        }
    }

    private final PlainBlocks blocks;
    private final ConcurrentHashMap<Address, Life> lives = new ConcurrentHashMap<>();

    /** What is looked for in the map, by one thread at a time: whoever holds its lock. */
    private final Address sought = new Address(0);

    private final boolean confined;

    CheckedBlocks(PlainBlocks blocks, boolean confined) {
        this.blocks = blocks;
        this.confined = confined;
    }

    /** The segment of a new block. Where it cannot be made, nothing is left of it. */
    @SuppressWarnings("restricted") // the block is the heap's own, and is not freed before the segment has ended
    MemorySegment begin(long address, long byteSize) {
        Address key = new Address(address);
        Arena arena = confined ? Arena.ofConfined() : Arena.ofShared();
        boolean begun = false;
        try {
            MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
            lives.put(key, new Life(key, arena, segment));
            begun = true;
            return segment;
        } finally {
            if (!begun) {
                lives.remove(key);
                arena.close();
            }
        }
    }

    /** Whether a segment has the block at an address. */
    boolean has(long address) {
        return at(address) != null;
    }

    private @Nullable Life at(long address) {
        synchronized (sought) {
            sought.value = address;
            return lives.get(sought);
        }
    }

    /**
     * Ends the segment of the block at an address, if it has one. The entry goes last: until then nobody else can have the address.
     *
     * @throws InvalidAddressException where another thread was first
     * @throws WrongThreadException where the segment is confined to another thread; nothing is changed
     * @throws IllegalStateException where a native call is using the segment; nothing is changed
     */
    void end(long address) {
        Life life = at(address);
        if (life != null) {
            end(life);
        }
    }

    /** Between the end of the segment and that of its entry nothing is allocated. */
    private void end(Life life) {
        try {
            life.arena.close();
        } catch (IllegalStateException refused) {
            if (!life.segment.scope().isAlive()) {
                throw freedAlready(life.key.value);
            }
            throw refused;
        }
        lives.remove(life.key, life);
    }

    /** Refuses a segment that is not of the block that begins at its address now. */
    void requireSame(MemorySegment block) {
        Life life = at(block.address());
        boolean same = life != null ? life.segment.scope().equals(block.scope()) : block.scope().isAlive();
        if (!same) {
            throw freedAlready(block.address());
        }
    }

    private InvalidAddressException freedAlready(long address) {
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "is not this segment's any more: its block of "
                        + blocks + " was freed already; free a block once");
    }

    /**
     * Refuses to end all segments.
     *
     * @throws IllegalStateException where some are confined to other threads
     */
    void requireAccessible() {
        Thread closer = Thread.currentThread();
        long others = lives.values().stream()
                .filter(life -> !life.segment.isAccessibleBy(closer))
                .count();
        if (others > 0) {
            throw new IllegalStateException(others + " segments are confined to other threads than the one that closes "
                    + blocks + ": free them there first, or give up what they hold by Heap.closeAbandoning()");
        }
    }

    /**
     * Ends all segments that this thread can end. Those of other threads stay as they are, though their blocks go.
     *
     * @throws IllegalStateException where a native call is using one; those before it have ended
     */
    void endAll() {
        Thread closer = Thread.currentThread();
        for (Life life : lives.values()) {
            if (life.segment.isAccessibleBy(closer)) {
                end(life);
            }
        }
    }
}
