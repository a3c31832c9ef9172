package dev.cleave.lab.replay;

import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.FreeBlocks;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

/** An allocator that puts the n-th block wherever a test says, right or wrong. */
final class FaultyAllocator implements ByteAllocator {
    static final long REGION_BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final long base = arena.allocate(REGION_BYTES, 1 << 20).address();
    private final LongBinaryOperator placement;
    private final Map<Long, Long> live = new HashMap<>();
    private long allocations;

    private FaultyAllocator(LongBinaryOperator placement) {
        this.placement = placement;
    }

    /** The placement takes the number of the allocation and its bytes, and answers an offset, or -1 for no room. */
    static AllocatorChoice choice(LongBinaryOperator placement) {
        return new AllocatorChoice("faulty", false, (trace, settings) -> Optional.empty(),
                (trace, bytes) -> new FaultyAllocator(placement));
    }

    static AllocatorChoice refusing(String reason) {
        return new AllocatorChoice("faulty", false, (trace, settings) -> Optional.of(reason), (trace, bytes) -> {
            throw new AssertionError("was opened though it refuses");
        });
    }

    @Override
    public long allocate(long byteSize, int block) {
        long offset = placement.applyAsLong(allocations++, byteSize);
        if (offset < 0) {
            return NO_ADDRESS;
        }
        live.merge(base + offset, 1L, Long::sum);
        return base + offset;
    }

    @Override
    public void free(long address, int block) {
        if (live.remove(address) == null) {
            throw new IllegalArgumentException("no block at " + (address - base));
        }
    }

    /** The next pass is placed as the first was. */
    @Override
    public void settle() {
        allocations = 0;
    }

    @Override
    public long blockBytes(long address, int block, long byteSize) {
        return byteSize;
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Region> region() {
        return Optional.of(new Region(base, REGION_BYTES));
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.empty();
    }

    @Override
    public void verifyEmpty() {
        if (!live.isEmpty()) {
            throw new IllegalStateException(live.size() + " blocks were lost");
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
