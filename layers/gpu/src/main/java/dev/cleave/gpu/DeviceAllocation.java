package dev.cleave.gpu;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of device memory: a range of a block. Resources are bound to {@link #block()} at {@link
 * #offset()}.
 *
 * <p>It stays where it is until it is freed, or until a defragmentation
 * pass that the user has asked for ends; from then on block and offset are the new ones.
 *
 * <p><strong>Threads.</strong> Any thread may use and free it. Whoever reads the place while
 * another thread ends a pass that moves it may see the old one.
 */
public final class DeviceAllocation {
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(DeviceAllocation.class, "state", AllocationState.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final long byteSize;
    private final long units;
    private final ResourceKind kind;
    private final int alignment;
    private HeapBlock block;
    private long offset;
    /** Read and swung by {@link #STATE} only, but for this first write. */
    @SuppressWarnings("UnusedVariable")
    private AllocationState state = AllocationState.LIVE;
    private volatile @Nullable DeviceFence guard;
    private String name;
    private @Nullable Object userData;
    private volatile @Nullable MemorySegment bytes;
    private int maps;

    /**
     * @param unit where it begins, in the block's units
     * @param count units that it has
     * @param alignment the power of two that its first unit is a multiple of
     */
    DeviceAllocation(HeapBlock block, long unit, long count, int alignment, AllocationRequest request) {
        this.block = block;
        this.offset = unit << block.unitShift;
        this.alignment = alignment;
        byteSize = request.byteSize;
        units = count;
        kind = request.kind;
        name = request.name;
        userData = request.userData;
    }

    // ----------------------------------------------------------------------------------------------------------- place

    /** The block that it lies in now. */
    public DeviceBlock block() {
        return block.device;
    }

    /** Where in the block it begins now, in bytes. */
    public long offset() {
        return offset;
    }

    /** Bytes asked for. */
    public long byteSize() {
        return byteSize;
    }

    /** Bytes that it takes up: those asked for, in whole units, or in whole grains of many units. */
    public long reservedBytes() {
        return block.dedicated ? block.byteSize() : block.space.held(unit(), units) << block.unitShift;
    }

    /** The memory type that it lies in. */
    public MemoryType type() {
        return block.type;
    }

    /** What lies in it. */
    public ResourceKind kind() {
        return kind;
    }

    /** Whether it has a block of its own. */
    public boolean isDedicated() {
        return block.dedicated;
    }

    /** Whether it was not freed yet. */
    public boolean isLive() {
        return state().isUsable();
    }

    // ------------------------------------------------------------------------------------------------- name, user data

    /** Its name for people; empty where it has none. */
    public String name() {
        return name;
    }

    /** Gives it another name for people; empty: none. */
    public void rename(String newName) {
        name = Objects.requireNonNull(newName, "name");
    }

    /** Whatever its user wanted to find again here. */
    public Optional<Object> userData() {
        return Optional.ofNullable(userData);
    }

    /** Keeps something of its user's, instead of what it kept before. */
    public void userData(Object data) {
        userData = Objects.requireNonNull(data, "data");
    }

    // ----------------------------------------------------------------------------------------------------------- bytes

    /**
     * Its bytes as the processor sees them, until they are unmapped. Whoever maps them keeps it
     * from being moved.
     *
     * @throws IllegalStateException where the memory type is not host-visible, it was freed, or a
     *     defragmentation moves it
     */
    public MemorySegment map() {
        synchronized (this) {
            AllocationState now = state();
            if (now != AllocationState.LIVE) {
                throw now.refusal("map", toString());
            }
            MemorySegment mapped = mapPlace(block, offset);
            maps++;
            return mapped;
        }
    }

    /**
     * Its bytes need not be seen any more. They stay mapped for a while, as blocks do that were
     * mapped before; nobody should count on it.
     *
     * @throws IllegalStateException where it was not mapped so often
     */
    public void unmap() {
        synchronized (this) {
            if (maps == 0) {
                throw new IllegalStateException(
                        "cannot unmap " + this + ": it is not mapped; unmap as often as you map");
            }
            maps--;
        }
        block.mapping.unmap();
    }

    /**
     * Its bytes, where it was asked for {@linkplain AllocationRequest#mapped() mapped}.
     *
     * @throws IllegalStateException where it was not, or it was freed
     */
    public MemorySegment bytes() {
        requireLive("use");
        MemorySegment mapped = bytes;
        if (mapped == null) {
            throw new IllegalStateException("cannot see the bytes of " + this
                    + ": it was not asked for mapped; map it, or ask for it");
        }
        return mapped;
    }

    /**
     * Brings what the processor wrote to a range of it to the device. The range is widened to whole
     * atoms of the device; its neighbours share none of them. Nothing happens where the memory is
     * coherent.
     *
     * @throws IndexOutOfBoundsException where the range reaches out of it
     */
    public void flush(long from, long length) {
        Objects.checkFromIndexSize(from, length, byteSize);
        requireLive("flush");
        if (block.type.needsFlushes() && length > 0) {
            FlushRange range = flushRange(from, length);
            block.device.flush(range.offset(), range.byteSize());
        }
    }

    /** Brings what the device wrote to a range of it to the processor; otherwise as {@link #flush}. */
    public void invalidate(long from, long length) {
        Objects.checkFromIndexSize(from, length, byteSize);
        requireLive("invalidate");
        if (block.type.needsFlushes() && length > 0) {
            FlushRange range = flushRange(from, length);
            block.device.invalidate(range.offset(), range.byteSize());
        }
    }

    private FlushRange flushRange(long from, long length) {
        return FlushRange.of(offset + from, length, block.flushAtom, block.byteSize());
    }

    // ----------------------------------------------------------------------------------------------------------- fences

    /**
     * The device uses it until a fence has passed: meanwhile it is not moved, and if it is freed
     * its place is given back only afterwards. A later guard takes the place of this one.
     *
     * @throws IllegalStateException where it was freed
     */
    public void guard(DeviceFence fence) {
        Objects.requireNonNull(fence, "fence");
        requireLive("guard");
        guard = fence;
    }

    /** The device copies it to its new place until a fence has passed. */
    void guardMoved(DeviceFence copied) {
        guard = copied;
    }

    /** The fence that still guards it; null where none does. */
    @Nullable
    DeviceFence pendingGuard() {
        DeviceFence fence = guard;
        if (fence == null) {
            return null;
        }
        if (fence.passed()) {
            guard = null;
            return null;
        }
        return fence;
    }

    // ----------------------------------------------------------------------------------------------------------- life

    AllocationState state() {
        return (AllocationState) STATE.getAcquire(this);
    }

    boolean change(AllocationState from, AllocationState to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Whether it is one of a heap's. */
    boolean belongsTo(Object heap) {
        return block.heap.equals(heap);
    }

    /** Maps it for its life. */
    void mapForLife() {
        bytes = mapPlace(block, offset);
    }

    /** Its fence has passed. */
    void endPending() {
        change(AllocationState.PENDING, AllocationState.FREED);
        release();
    }

    /** Gives its place back; the caller has just ended its life. */
    void release() {
        unmapAll();
        block.giveBack(offset >>> block.unitShift);
    }

    HeapBlock heapBlock() {
        return block;
    }

    long unit() {
        return offset >>> block.unitShift;
    }

    long units() {
        return units;
    }

    int alignmentOrder() {
        return alignment;
    }

    /** Keeps it from being freed or mapped under a move; answers false where it is in use by someone. */
    synchronized boolean claimForMove() {
        return maps == 0 && change(AllocationState.LIVE, AllocationState.MOVING);
    }

    /**
     * It lies where another one lay from now on, and that one lies at its old place. Both are being
     * moved.
     *
     * @throws DeviceException where it is mapped for life, and the other's block cannot be mapped;
     *     nothing is changed, as where the Java heap is full
     */
    void swapPlaces(DeviceAllocation other) {
        boolean forLife = bytes != null;
        MemorySegment mapped = forLife ? mapPlace(other.block, other.offset) : null;
        HeapBlock oldBlock = block;
        long oldOffset = offset;
        other.block.owners.set(other.unit(), this);
        oldBlock.owners.set(unit(), other);
        block = other.block;
        offset = other.offset;
        other.block = oldBlock;
        other.offset = oldOffset;
        if (forLife) {
            bytes = mapped;
            oldBlock.mapping.unmap();
        }
    }

    private void unmapAll() {
        if (bytes != null) {
            bytes = null;
            block.mapping.unmap();
        }
        int left;
        synchronized (this) {
            left = maps;
            maps = 0;
        }
        for (int i = 0; i < left; i++) {
            block.mapping.unmap();
        }
    }

    /** Its bytes at a place, whose block is mapped for them; nothing is mapped where it throws. */
    private MemorySegment mapPlace(HeapBlock in, long from) {
        if (!in.type.is(MemoryProperty.HOST_VISIBLE)) {
            throw new IllegalStateException("cannot map " + this + ": memory type " + in.type.index() + " "
                    + in.type.properties() + " is not HOST_VISIBLE");
        }
        MemorySegment mapped = in.mapping.map();
        MemorySegment place = null;
        try {
            place = mapped.asSlice(from, byteSize);
            return place;
        } finally {
            if (place == null) {
                in.mapping.unmap();
            }
        }
    }

    private void requireLive(String what) {
        AllocationState now = state();
        if (!now.isUsable()) {
            throw now.refusal(what, toString());
        }
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "an allocation" : "'" + name + "'") + " of " + byteSize + " bytes (" + kind
                + ", memory type " + block.type.index() + ", block " + Long.toHexString(block.device.handle())
                + " at " + offset + ")";
    }
}
