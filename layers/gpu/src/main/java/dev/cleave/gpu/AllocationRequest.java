package dev.cleave.gpu;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an allocation is to be: how long, how aligned, in which memory types, for what. Immutable:
 * each method answers a changed copy.
 *
 * {@snippet :
 * AllocationRequest vertices = AllocationRequest.of(65_536)
 *         .types(requirements.memoryTypeBits())
 *         .alignment(requirements.alignment())
 *         .kind(ResourceKind.BUFFER)
 *         .prefer(MemoryProperty.DEVICE_LOCAL)
 *         .named("vertices");
 * }
 */
public final class AllocationRequest {
    private static final int ALL_TYPES = -1;

    final long byteSize;
    final long alignment;
    final int typeBits;
    final int required;
    final int preferred;
    final ResourceKind kind;
    final Dedication dedication;
    final boolean dedicated;
    final boolean mapped;
    final boolean upper;
    final String name;
    final @Nullable Object userData;

    private AllocationRequest(Draft draft) {
        byteSize = draft.byteSize;
        alignment = draft.alignment;
        typeBits = draft.typeBits;
        required = draft.required;
        preferred = draft.preferred;
        kind = draft.kind;
        dedication = draft.dedication;
        dedicated = draft.dedicated;
        mapped = draft.mapped;
        upper = draft.upper;
        name = draft.name;
        userData = draft.userData;
    }

    /**
     * So many bytes, in any memory type, of unknown kind.
     *
     * @throws IllegalArgumentException where they are not from 1 to 2<sup>56</sup>
     */
    public static AllocationRequest of(long byteSize) {
        return new Draft(Sizes.requireSize("an allocation", byteSize)).done();
    }

    /**
     * One request for resources that are to share the same bytes: as long as the longest, as
     * aligned as the most aligned, in a type that suits all. Whoever binds them to it sees to it
     * that only one is in use at a time.
     *
     * @throws IllegalArgumentException where there is none, no type suits all, or one of them asks
     *     for a block of its own
     */
    public static AllocationRequest aliasing(List<AllocationRequest> requests) {
        if (requests.isEmpty()) {
            throw new IllegalArgumentException("aliasing of no request: name one at least");
        }
        Draft draft = new Draft(requests.getFirst());
        for (AllocationRequest each : requests) {
            if (!each.dedication.equals(Dedication.NONE)) {
                throw new IllegalArgumentException(
                        "a block that is dedicated to one resource cannot be shared: " + each);
            }
            draft.byteSize = Math.max(draft.byteSize, each.byteSize);
            draft.alignment = Math.max(draft.alignment, each.alignment);
            draft.typeBits &= each.typeBits;
            draft.required |= each.required;
            draft.preferred |= each.preferred;
            draft.kind = draft.kind == each.kind ? draft.kind : ResourceKind.UNKNOWN;
            draft.dedicated |= each.dedicated;
            draft.mapped |= each.mapped;
        }
        if (draft.typeBits == 0) {
            throw new IllegalArgumentException("no memory type suits all of " + requests + ": they cannot share bytes");
        }
        return draft.done();
    }

    /**
     * The first byte is to be at a multiple of this in its block; the device's least alignment
     * counts in any case.
     *
     * @throws IllegalArgumentException where it is no power of two
     */
    public AllocationRequest alignment(long powerOfTwo) {
        Draft draft = new Draft(this);
        draft.alignment = Sizes.requirePowerOfTwo("alignment", powerOfTwo);
        if (powerOfTwo > Sizes.MOST) {
            throw new IllegalArgumentException("alignment " + powerOfTwo + ": the most is " + Sizes.MOST);
        }
        return draft.done();
    }

    /**
     * The memory types that suit: bit i says that type i does, as Vulkan's {@code memoryTypeBits}.
     *
     * @throws IllegalArgumentException where none does
     */
    public AllocationRequest types(int bits) {
        if (bits == 0) {
            throw new IllegalArgumentException("memory type bits 0: one type must suit at least");
        }
        Draft draft = new Draft(this);
        draft.typeBits = bits;
        return draft.done();
    }

    /**
     * The one memory type that suits.
     *
     * @param index 0 to 31
     */
    public AllocationRequest type(int index) {
        return types(1 << Objects.checkIndex(index, 32));
    }

    /** What lies in it; unknown unless told. */
    public AllocationRequest kind(ResourceKind newKind) {
        Draft draft = new Draft(this);
        draft.kind = Objects.requireNonNull(newKind, "kind");
        return draft.done();
    }

    /** The memory type must have these properties. */
    public AllocationRequest require(MemoryProperty... properties) {
        Draft draft = new Draft(this);
        draft.required = MemoryProperty.bits(List.of(properties));
        return draft.done();
    }

    /** Of the memory types that suit, one that has most of these properties comes first. */
    public AllocationRequest prefer(MemoryProperty... properties) {
        Draft draft = new Draft(this);
        draft.preferred = MemoryProperty.bits(List.of(properties));
        return draft.done();
    }

    /** It is to have a block of its own. */
    public AllocationRequest dedicated() {
        Draft draft = new Draft(this);
        draft.dedicated = true;
        return draft.done();
    }

    /** It is to have a block of its own, and the driver is told for which resource. */
    public AllocationRequest dedicatedTo(Dedication resource) {
        Draft draft = new Draft(this);
        draft.dedicated = true;
        draft.dedication = Objects.requireNonNull(resource, "resource");
        return draft.done();
    }

    /** It is mapped for as long as it lives: see {@link DeviceAllocation#bytes()}. */
    public AllocationRequest mapped() {
        Draft draft = new Draft(this);
        draft.mapped = true;
        return draft.done();
    }

    /** It comes from the upper end of a double stack. */
    public AllocationRequest upper() {
        Draft draft = new Draft(this);
        draft.upper = true;
        return draft.done();
    }

    /** A name for people: it stands in errors, pictures and dumps. */
    public AllocationRequest named(String newName) {
        Draft draft = new Draft(this);
        draft.name = Objects.requireNonNull(newName, "name");
        return draft.done();
    }

    /** Whatever the caller wants to find again at the allocation. */
    public AllocationRequest userData(Object data) {
        Draft draft = new Draft(this);
        draft.userData = Objects.requireNonNull(data, "data");
        return draft.done();
    }

    /** Bytes asked for. */
    public long byteSize() {
        return byteSize;
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "" : "'" + name + "', ") + byteSize + " bytes (" + kind + ", alignment " + alignment
                + (dedicated ? ", dedicated" : "") + ")";
    }

    /** A copy that is being changed. */
    private static final class Draft {
        private long byteSize;
        private long alignment = 1;
        private int typeBits = ALL_TYPES;
        private int required;
        private int preferred;
        private ResourceKind kind = ResourceKind.UNKNOWN;
        private Dedication dedication = Dedication.NONE;
        private boolean dedicated;
        private boolean mapped;
        private boolean upper;
        private String name = "";
        private @Nullable Object userData;

        Draft(long byteSize) {
            this.byteSize = byteSize;
        }

        Draft(AllocationRequest from) {
            byteSize = from.byteSize;
            alignment = from.alignment;
            typeBits = from.typeBits;
            required = from.required;
            preferred = from.preferred;
            kind = from.kind;
            dedication = from.dedication;
            dedicated = from.dedicated;
            mapped = from.mapped;
            upper = from.upper;
            name = from.name;
            userData = from.userData;
        }

        AllocationRequest done() {
            return new AllocationRequest(this);
        }
    }
}
