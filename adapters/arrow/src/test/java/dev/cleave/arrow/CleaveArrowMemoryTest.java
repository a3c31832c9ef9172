package dev.cleave.arrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.OwnershipTransferResult;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Arrow's memory in a pool")
class CleaveArrowMemoryTest {
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("columns").capacity(32 * MIB).build();
    private final CleaveArrowMemory memory = CleaveArrowMemory.of(pool);

    @AfterEach
    void nothingIsLost() {
        memory.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.close();
    }

    @Test
    @DisplayName("holds what is written, at multiples of 64")
    void buffers() {
        try (BufferAllocator allocator = memory.rootAllocator()) {
            SplittableRandom random = new SplittableRandom(1);
            List<ArrowBuf> live = new ArrayList<>();
            for (int each = 0; each < 500; each++) {
                ArrowBuf buffer = allocator.buffer(8 + random.nextInt(20_000));
                assertThat(buffer.memoryAddress() % 64).isZero();
                assertThat(buffer.memoryAddress()).isBetween(pool.baseAddress(),
                        pool.baseAddress() + pool.capacity());
                buffer.setLong(0, each);
                buffer.setLong(buffer.capacity() - 8, each);
                live.add(buffer);
            }
            for (int each = 0; each < live.size(); each++) {
                ArrowBuf buffer = live.get(each);
                assertThat(buffer.getLong(buffer.capacity() - 8)).isEqualTo(each);
                buffer.close();
            }
            assertThat(allocator.getAllocatedMemory()).isZero();
            assertThat(memory.heap().usage().liveBlocks()).isZero();
        }
    }

    @Test
    @DisplayName("takes the bytes that are asked for, to 64, not the next power of two")
    void rounding() {
        try (BufferAllocator allocator = memory.rootAllocator(); ArrowBuf buffer = allocator.buffer(5 * MIB + 1)) {
            assertThat(buffer.capacity()).isEqualTo(5 * MIB + 64);
            assertThat(allocator.getAllocatedMemory()).isEqualTo(5 * MIB + 64);
            assertThat(pool.usedBytes()).isLessThanOrEqualTo(5 * MIB + 4096);
        }
    }

    @Test
    @DisplayName("is named as the factory of any root allocator, at any rounding")
    void ownRoot() {
        try (BufferAllocator root = new RootAllocator(RootAllocator.configBuilder().allocationManagerFactory(memory)
                .roundingPolicy(size -> size).maxAllocation(MIB).build())) {
            ArrowBuf odd = root.buffer(1001);
            assertThat(odd.capacity()).isEqualTo(1001);
            assertThat(odd.memoryAddress() % 64).isZero();
            odd.close();
            assertThatExceptionOfType(OutOfMemoryException.class).as("Arrow's own limit")
                    .isThrownBy(() -> root.buffer(2 * MIB));
        }
    }

    @Test
    @DisplayName("a slice outlives the child allocator that it was cut in, once it is transferred")
    void transfer() {
        try (BufferAllocator root = memory.rootAllocator()) {
            BufferAllocator child = root.newChildAllocator("child", 0, 8 * MIB);
            BufferAllocator other = root.newChildAllocator("other", 0, 8 * MIB);
            ArrowBuf whole = child.buffer(4096);
            whole.setInt(1000, 77);
            ArrowBuf slice = whole.slice(1000, 8);
            OwnershipTransferResult moved = slice.getReferenceManager().transferOwnership(slice, other);
            assertThat(moved.getAllocationFit()).isTrue();
            whole.close();
            child.close();
            ArrowBuf kept = moved.getTransferredBuffer();
            assertThat(kept.getInt(0)).isEqualTo(77);
            assertThat(other.getAllocatedMemory()).isEqualTo(4096);
            kept.close();
            other.close();
        }
    }

    @Test
    @DisplayName("stands beside foreign memory that Arrow wraps")
    void foreign() {
        long block = memory.heap().allocate(1024);
        boolean[] released = new boolean[1];
        try (BufferAllocator root = memory.rootAllocator()) {
            ArrowBuf wrapped = root.wrapForeignAllocation(new ForeignAllocation(1024, block) {
                @Override
                protected void release0() {
                    released[0] = true;
                    memory.heap().free(block);
                }
            });
            wrapped.setLong(0, 5);
            assertThat(wrapped.getLong(0)).isEqualTo(5);
            wrapped.close();
        }
        assertThat(released[0]).isTrue();
    }

    @Test
    @DisplayName("a full pool is Arrow's OutOfMemoryException with the pool's report; the accounting is as it was")
    void full() {
        try (BufferAllocator allocator = memory.rootAllocator(Long.MAX_VALUE)) {
            ArrowBuf first = allocator.buffer(20 * MIB);
            assertThatExceptionOfType(OutOfMemoryException.class).isThrownBy(() -> allocator.buffer(20 * MIB))
                    .withMessageContaining("no Arrow buffer of 20971520 bytes").withMessageContaining("pool columns")
                    .withCauseInstanceOf(PoolExhaustedException.class);
            assertThat(allocator.getAllocatedMemory()).isEqualTo(20 * MIB);
            first.close();
            assertThat(memory.heap().usage().liveBlocks()).isZero();
        }
    }

    @Test
    @DisplayName("has an empty buffer that costs nothing")
    void empty() {
        try (BufferAllocator allocator = memory.rootAllocator()) {
            ArrowBuf none = allocator.buffer(0);
            assertThat(none.capacity()).isZero();
            none.close();
            none.close();
            assertThat(memory.heap().usage().liveBlocks()).isZero();
        }
    }

    @Test
    @DisplayName("is not closed over live buffers, and leaves a heap open that it was given")
    void closing() {
        CleaveArrowMemory own = CleaveArrowMemory.of(pool);
        BufferAllocator allocator = own.rootAllocator();
        ArrowBuf buffer = allocator.buffer(100);
        assertThatIllegalStateException().isThrownBy(own::close).withMessageContaining("1 blocks of")
                .withMessageContaining("free them first");
        buffer.setByte(0, 1);
        buffer.close();
        allocator.close();
        own.close();
        try (Heap heap = Heap.of(pool)) {
            CleaveArrowMemory lent = CleaveArrowMemory.of(heap);
            lent.close();
            long address = heap.allocate(10);
            heap.free(address);
        }
    }
}
