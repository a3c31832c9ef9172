package dev.cleave.guard.enclave;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A small pool and the memory outside of it, which a test may do anything to. */
final class SmallPool implements AutoCloseable {
    static final long BUDGET = 512 << 10;
    static final long CAPACITY = 4 << 20;

    final Arena untrusted = Arena.ofShared();
    final MemorySegment outside = untrusted.allocate(EnclavePool.outsideBytes(CAPACITY));
    final EnclavePool pool;

    SmallPool() {
        this(EnclavePool.builder().classes(ClassBoundaries.fourADoubling(8)));
    }

    SmallPool(EnclavePoolBuilder builder) {
        pool = builder.usable(BUDGET).capacity(CAPACITY).outside(outside).key(SmallPool::key).build();
    }

    static byte[] key() {
        byte[] key = new byte[PageSeal.KEY_BYTES];
        Arrays.fill(key, (byte) 7);
        return key;
    }

    /** An object of bytes that follow from a seed. */
    long filled(int bytes, int seed) {
        long address = pool.allocate(bytes);
        pool.write(address, 0, MemorySegment.ofArray(content(bytes, seed)));
        return address;
    }

    byte[] read(long address) {
        byte[] bytes = new byte[(int) pool.size(address)];
        pool.read(address, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    static byte[] content(int bytes, int seed) {
        byte[] content = new byte[bytes];
        for (int each = 0; each < bytes; each++) {
            content[each] = (byte) (seed * 31 + each * 7 + 1);
        }
        return content;
    }

    /** A page outside as it is sealed. */
    MemorySegment sealed(long page) {
        return outside.asSlice(page * PageSeal.SEALED_BYTES, PageSeal.SEALED_BYTES);
    }

    @Override
    public void close() {
        pool.close();
        untrusted.close();
    }
}
