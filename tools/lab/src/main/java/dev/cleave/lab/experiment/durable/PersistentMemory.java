package dev.cleave.lab.experiment.durable;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * libpmemobj, the transactional heap of the Persistent Memory Development Kit, where it is
 * installed (on Debian {@code libpmemobj1}). The slots are its root object; a commit is a
 * transaction that adds the slot's range to its undo log, and writes it. On a file system without
 * DAX the library itself synchronises, by {@code msync}.
 */
final class PersistentMemory implements DurableStore {
    private static final String LIBRARY = "libpmemobj.so.1";
    private static final long LEAST_POOL_BYTES = 8 << 20;
    private static final int OWNER_MAY_READ_AND_WRITE = 0600;
    private static final StructLayout OBJECT_ID =
            MemoryLayout.structLayout(JAVA_LONG.withName("pool"), JAVA_LONG.withName("offset"));

    private final Arena arena = Arena.ofShared();
    private final MethodHandle close;
    private final MethodHandle begin;
    private final MethodHandle addRange;
    private final MethodHandle commit;
    private final MethodHandle end;
    private final MemorySegment pool;
    private final MemorySegment slots;

    /**
     * Creates a pool.
     *
     * @throws UnsupportedOperationException where the library is not installed, or refuses the file
     */
    PersistentMemory(Path file, int slotCount) {
        SymbolLookup library = library();
        MethodHandle create = function(library, "pmemobj_create",
                FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        MethodHandle root = function(library, "pmemobj_root", FunctionDescriptor.of(OBJECT_ID, ADDRESS, JAVA_LONG));
        MethodHandle direct = function(library, "pmemobj_direct", FunctionDescriptor.of(ADDRESS, OBJECT_ID));
        MethodHandle complaint = function(library, "pmemobj_errormsg", FunctionDescriptor.of(ADDRESS));
        close = function(library, "pmemobj_close", FunctionDescriptor.ofVoid(ADDRESS));
        begin = function(library, "pmemobj_tx_begin",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
        addRange = function(library, "pmemobj_tx_add_range_direct",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        commit = function(library, "pmemobj_tx_commit", FunctionDescriptor.ofVoid());
        end = function(library, "pmemobj_tx_end", FunctionDescriptor.of(JAVA_INT));
        long bytes = (long) slotCount * SLOT_BYTES;
        try {
            pool = (MemorySegment) create.invokeExact(arena.allocateFrom(file.toString()), arena.allocateFrom("slots"),
                    LEAST_POOL_BYTES, OWNER_MAY_READ_AND_WRITE);
            if (pool.address() == 0) {
                MemorySegment text = (MemorySegment) complaint.invokeExact();
                throw new UnsupportedOperationException(
                        "libpmemobj refuses " + file + ": " + text.reinterpret(Long.MAX_VALUE).getString(0));
            }
            MemorySegment id =
                    (MemorySegment) root.invokeExact((java.lang.foreign.SegmentAllocator) arena, pool, bytes);
            slots = ((MemorySegment) direct.invokeExact(id)).reinterpret(bytes);
        } catch (Throwable failure) {
            throw rethrown(failure);
        }
    }

    private static SymbolLookup library() {
        try {
            return SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        } catch (IllegalArgumentException missing) {
            throw new UnsupportedOperationException(
                    LIBRARY + " is not installed; on Debian it is in the package libpmemobj1", missing);
        }
    }

    private static MethodHandle function(
            SymbolLookup library, String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment address = library.find(name)
                .orElseThrow(() -> new UnsupportedOperationException(LIBRARY + " has no " + name));
        return Linker.nativeLinker().downcallHandle(address, descriptor, options);
    }

    @Override
    public void commit(int slot, MemorySegment bytes) throws IOException {
        MemorySegment target = slots.asSlice((long) slot * SLOT_BYTES, SLOT_BYTES);
        try {
            require((int) begin.invokeExact(pool, MemorySegment.NULL, 0), "pmemobj_tx_begin");
            require((int) addRange.invokeExact(target, (long) SLOT_BYTES), "pmemobj_tx_add_range_direct");
            target.copyFrom(bytes);
            commit.invokeExact();
            require((int) end.invokeExact(), "pmemobj_tx_end");
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw rethrown(failure);
        }
    }

    private static void require(int result, String what) throws IOException {
        if (result != 0) {
            throw new IOException(what + " answered " + result);
        }
    }

    private static RuntimeException rethrown(Throwable failure) {
        return failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
    }

    @Override
    public byte[] read(int slot) {
        return slots.asSlice((long) slot * SLOT_BYTES, SLOT_BYTES).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        try {
            close.invokeExact(pool);
        } catch (Throwable failure) {
            throw rethrown(failure);
        }
        arena.close();
    }
}
