package dev.cleave.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import org.jspecify.annotations.Nullable;

/**
 * Who records now. What pools, heaps and arenas tell goes to whichever grain wants it. Any thread
 * may tell; nobody waits, and no Java object is made. Immutable.
 *
 * <p>Offsets of blocks are in units of their pool, those of parts in bytes from its first.
 */
public final class Recorders {
    // A constant to the compiler, which leaves out what is done for a recording; that one begins or ends
    // makes it compile anew what has looked. A thread that sees an old value for a moment leaves out
    // entries at the beginning, as if the recording had begun a little later for these blocks, or writes
    // into a ring that nobody reads any more.

    private static final MutableCallSite SITE = new MutableCallSite(MethodType.methodType(Recorders.class));
    private static final MethodHandle CURRENT;

    static {
        SITE.setTarget(MethodHandles.constant(Recorders.class, null));
        CURRENT = SITE.dynamicInvoker();
        // Linked here, and not in the middle of a call that may have little stack left.
        current();
    }

    private final @Nullable BlockRecorder blocks;
    private final @Nullable BlockRecorder allocations;

    private Recorders(@Nullable BlockRecorder blocks, @Nullable BlockRecorder allocations) {
        this.blocks = blocks;
        this.allocations = allocations;
    }

    /** Who records now; null where nobody does. Cost: nothing, once it is compiled. */
    public static @Nullable Recorders current() {
        try {
            return (Recorders) CURRENT.invokeExact();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * The number of the recording of allocations that is under way: no other has it. 0 where there
     * is none.
     */
    public static int ofAllocations() {
        Recorders present = current();
        return present == null || present.allocations == null ? 0 : present.allocations.number();
    }

    /** From now on this one records at a grain, or nobody where it is null. */
    static synchronized void use(Grain grain, @Nullable BlockRecorder recorder) {
        Recorders present = current();
        BlockRecorder newBlocks = grain == Grain.BLOCKS ? recorder : present == null ? null : present.blocks;
        BlockRecorder newAllocations =
                grain == Grain.ALLOCATIONS ? recorder : present == null ? null : present.allocations;
        SITE.setTarget(MethodHandles.constant(Recorders.class,
                newBlocks == null && newAllocations == null ? null : new Recorders(newBlocks, newAllocations)));
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    // ------------------------------------------------------------------------------------------------------- blocks

    /** A block was allocated, and nobody knows it yet. */
    public void allocated(int pool, long offset, int unitShift, long byteSize) {
        if (blocks != null) {
            blocks.write(Entry.ALLOCATED, pool, offset, byteSize);
        }
        if (allocations != null) {
            allocations.write(Entry.ALLOCATED, pool, offset << unitShift, byteSize);
        }
    }

    /** A block is about to be free. */
    public void freed(int pool, long offset, int unitShift, long byteSize) {
        if (blocks != null) {
            blocks.write(Entry.FREED, pool, offset, byteSize);
        }
        if (allocations != null) {
            allocations.write(Entry.FREED, pool, offset << unitShift, byteSize);
        }
    }

    /** A block is as large as this now, as its holder wanted. */
    public void resized(int pool, long offset, int unitShift, long bytesBefore, long byteSize) {
        freed(pool, offset, unitShift, bytesBefore);
        allocated(pool, offset, unitShift, byteSize);
    }

    // ------------------------------------------------------------------------------------------------- leased blocks

    /** As {@link #allocated}, of a block whose holder tells of the parts that it hands out. */
    public void opened(int pool, long offset, int unitShift, long byteSize) {
        if (blocks != null) {
            blocks.write(Entry.ALLOCATED, pool, offset, byteSize);
        }
        reopened(pool, offset, unitShift);
    }

    /** Such a block has another holder, and nothing of it is handed out yet. */
    public void reopened(int pool, long offset, int unitShift) {
        if (allocations != null) {
            allocations.write(Entry.ALLOCATED, pool, offset << unitShift, 0);
        }
    }

    /** As {@link #resized}, of such a block: its holder tells of the part. */
    public void openedResized(int pool, long offset, long bytesBefore, long byteSize) {
        if (blocks != null) {
            blocks.write(Entry.FREED, pool, offset, bytesBefore);
            blocks.write(Entry.ALLOCATED, pool, offset, byteSize);
        }
    }

    /** A leased block is about to be free, and with it all that was handed out of it. */
    public void emptied(int pool, long offset, int unitShift, long byteSize) {
        if (blocks != null) {
            blocks.write(Entry.FREED, pool, offset, byteSize);
        }
        left(pool, offset, unitShift, byteSize);
    }

    /** All that was handed out of a leased block is free, and the block waits for another holder. */
    public void left(int pool, long offset, int unitShift, long byteSize) {
        if (allocations != null) {
            allocations.writeAlways(Entry.EMPTIED, pool, offset << unitShift, byteSize);
        }
    }

    // -------------------------------------------------------------------------------------------------------- parts

    /** A part of a leased block was handed out, and nobody knows it yet. */
    public void partAllocated(int pool, long byteOffset, long byteSize) {
        if (allocations != null) {
            allocations.write(Entry.ALLOCATED, pool, byteOffset, byteSize);
        }
    }

    /** A part is about to be free. */
    public void partFreed(int pool, long byteOffset, long byteSize) {
        if (allocations != null) {
            allocations.write(Entry.FREED, pool, byteOffset, byteSize);
        }
    }
}
