package dev.cleave.heap;

import dev.cleave.heap.InvalidAddressException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a checked heap: each has a JDK arena of its own, which is closed before its block is freed. What uses the segment, or a slice of
 * it, afterwards gets the JDK's {@link IllegalStateException}, also where the address has a new holder.
 *
 * <p>Costs an arena, an entry of a map, and at the end a handshake with every thread: 50 µs and more. A confined arena costs no handshake, and
 * throws {@link WrongThreadException} where another thread uses or frees the block.
 */
final class CheckedBlocks {
    /** A live block's arena, and the segment that ends with it. */
    private record Life(Arena arena, MemorySegment segment) {}

    private final ConcurrentHashMap<Long, Life> lives = new ConcurrentHashMap<>();
    private final boolean confined;

    CheckedBlocks(boolean confined) {
        this.confined = confined;
    }

    /** The segment of a new block. */
    @SuppressWarnings("restricted") // the block is the heap's own, and is not freed before the segment has ended
    MemorySegment begin(long address, long byteSize) {
        Arena arena = confined ? Arena.ofConfined() : Arena.ofShared();
        MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, null);
        lives.put(address, new Life(arena, segment));
        return segment;
    }

    /** Whether a segment has the block at an address. */
    boolean has(long address) {
        return lives.containsKey(address);
    }

    /**
     * Ends the segment of the block at an address, if it has one. The entry goes last: until then nobody else can have the address.
     *
     * @throws InvalidAddressException where another thread was first
     * @throws WrongThreadException where the segment is confined to another thread; nothing is changed
     * @throws IllegalStateException where a native call is using the segment; nothing is changed
     */
    void end(long address) {
        Life life = lives.get(address);
        if (life != null) {
            end(address, life);
        }
    }

    private void end(long address, Life life) {
        try {
            life.arena.close();
        } catch (IllegalStateException refused) {
            if (!life.segment.scope().isAlive()) {
                throw freedAlready(address);
            }
            throw refused;
        }
        lives.remove(address, life);
    }

    /** Refuses a segment that is not of the block that begins at its address now. */
    void requireSame(MemorySegment block) {
        @Nullable Life life = lives.get(block.address());
        boolean same = life != null ? life.segment.scope().equals(block.scope()) : block.scope().isAlive();
        if (!same) {
            throw freedAlready(block.address());
        }
    }

    private static InvalidAddressException freedAlready(long address) {
        return new InvalidAddressException(Reason.NOT_ALLOCATED, address,
                "is not this segment's any more: its block was freed already");
    }

    /**
     * Ends all segments.
     *
     * @throws IllegalStateException where some are confined to other threads; nothing is changed
     */
    void endAll() {
        Thread closer = Thread.currentThread();
        long others = lives.values().stream()
                .filter(life -> !life.segment.isAccessibleBy(closer))
                .count();
        if (others > 0) {
            throw new IllegalStateException(others + " segments are confined to other threads than the one that closes"
                    + " the heap: free them there first");
        }
        lives.forEach(this::end);
    }
}
