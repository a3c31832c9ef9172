package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;
import dev.cleave.buddy.Stripes;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A space of many units in two grains: large requests are rounded up to whole <em>grains</em> of 256
 * units and share a bitmap of them ({@link GrainSpace}); small ones share <em>chunks</em>, aligned parts
 * of that, each a buddy system of units. So either kind meets a small structure.
 *
 * <pre>
 *   grains   | g g g g g g . . . . . . . . | chunk of 64 grains      | . . g g g g . . |
 *              └ large ┘                     └ u u u . u u u u . . ┘       └ large ┘
 * </pre>
 *
 * <p>Any thread may call anything; a first look waits for nobody. Where no grains are left for a chunk a thorough
 * look gives a small request grains of its own, and a large one units of a chunk: a request fails only
 * where no adjacent units are left, but for what rounding takes. Empty chunks become grains again when a
 * thorough look finds none else.
 */
final class TwoGrainSpace implements BlockSpace {
    private static final int GRAIN_ORDER = 8;

    /** Units of a grain. */
    static final long GRAIN = 1L << GRAIN_ORDER;

    /** Rounding to whole grains costs larger requests a sixteenth on average at most. */
    private static final long MOST_SMALL = GRAIN << 3;

    private static final int GRAINS_ORDER_A_CHUNK = FineChunk.ORDER - GRAIN_ORDER;

    /** Units that a space must have: a chunk is an eighth of it at most. */
    static final long LEAST = FineChunk.UNITS << 3;

    private final long units;
    private final Stripes stripes;
    private final Placement placement;
    private final GrainSpace grains;
    private final AtomicReferenceArray<@Nullable FineChunk> chunks;
    private final AtomicBoolean opening = new AtomicBoolean();
    /** Where the last small request found room: only where to look first, so it is written plainly. */
    private @Nullable FineChunk latest;

    TwoGrainSpace(long units, Stripes stripes, Placement placement) {
        this.units = units;
        this.stripes = stripes;
        this.placement = placement;
        grains = new GrainSpace(units >>> GRAIN_ORDER, placement == Placement.PACKED);
        chunks = new AtomicReferenceArray<@Nullable FineChunk>((int) (units >>> FineChunk.ORDER) + 1);
    }

    /** Whether a space of so many units is divided so: it is large, and in whole grains. */
    static boolean divides(long units) {
        return units >= LEAST && units % GRAIN == 0;
    }

    @Override
    public long units() {
        return units;
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    @Override
    public long allocate(long count, int alignment, boolean thorough) {
        return isSmall(count, alignment)
                ? allocateSmall(count, alignment, thorough)
                : allocateLarge(count, alignment, thorough);
    }

    private static boolean isSmall(long count, int alignment) {
        return count <= MOST_SMALL && alignment <= FineChunk.ORDER;
    }

    private long allocateSmall(long count, int alignment, boolean thorough) {
        FineChunk first = latest;
        long unit = first == null ? NONE : first.allocate(count, alignment, false);
        if (unit == NONE) {
            unit = allocateInChunks(count, alignment, false);
        }
        if (unit == NONE) {
            unit = allocateInFreshChunk(count, alignment, thorough);
        }
        if (unit == NONE && thorough) {
            unit = allocateInChunks(count, alignment, true);
        }
        return unit == NONE && thorough ? allocateGrains(count, alignment, true) : unit;
    }

    private long allocateInChunks(long count, int alignment, boolean thorough) {
        for (int i = 0; i < chunks.length(); i++) {
            FineChunk chunk = chunks.getAcquire(i);
            long unit = chunk == null ? NONE : chunk.allocate(count, alignment, thorough);
            if (unit != NONE) {
                latest = chunk;
                return unit;
            }
        }
        return NONE;
    }

    /** One thread opens a chunk at a time: others would open as many as there are threads. */
    private long allocateInFreshChunk(long count, int alignment, boolean thorough) {
        if (!opening.compareAndSet(false, true)) {
            return NONE;
        }
        try {
            long grain = grains.allocate(1L << GRAINS_ORDER_A_CHUNK, GRAINS_ORDER_A_CHUNK, thorough);
            if (grain == NONE) {
                return NONE;
            }
            FineChunk fresh = new FineChunk(grain << GRAIN_ORDER, stripes, placement);
            long unit = fresh.allocate(count, alignment, true);
            chunks.setRelease((int) (grain >>> GRAINS_ORDER_A_CHUNK), fresh);
            latest = fresh;
            return unit;
        } finally {
            opening.set(false);
        }
    }

    private long allocateLarge(long count, int alignment, boolean thorough) {
        long unit = allocateGrains(count, alignment, false);
        if (unit == NONE && thorough) {
            giveUpEmptyChunks();
            unit = allocateGrains(count, alignment, true);
        }
        return unit == NONE && thorough && count <= FineChunk.UNITS && alignment <= FineChunk.ORDER
                ? allocateInChunks(count, alignment, true)
                : unit;
    }

    private long allocateGrains(long count, int alignment, boolean thorough) {
        long grain = grains.allocate(inGrains(count), Math.max(0, alignment - GRAIN_ORDER), thorough);
        return grain == NONE ? NONE : grain << GRAIN_ORDER;
    }

    private static long inGrains(long count) {
        return count + GRAIN - 1 >>> GRAIN_ORDER;
    }

    @Override
    public long held(long offset, long count) {
        return chunkAt(offset) == null ? inGrains(count) << GRAIN_ORDER : count;
    }

    // ------------------------------------------------------------------------------------------------------------ free

    @Override
    public boolean free(long offset) {
        FineChunk chunk = chunkAt(offset);
        if (chunk == null) {
            return grains.free(offset >>> GRAIN_ORDER);
        }
        chunk.free(offset);
        return false;
    }

    /** The chunk that a unit lies in: it stays there while anything in it is in use. */
    private @Nullable FineChunk chunkAt(long offset) {
        return chunks.getAcquire((int) (offset >>> FineChunk.ORDER));
    }

    /** Whoever takes all of a chunk gives its grains back; nobody finds room in it from then on. */
    private void giveUpEmptyChunks() {
        for (int i = 0; i < chunks.length(); i++) {
            FineChunk chunk = chunks.getAcquire(i);
            if (chunk != null && chunk.takeAll()) {
                chunks.setRelease(i, null);
                grains.free((long) i << GRAINS_ORDER_A_CHUNK);
            }
        }
    }

    @Override
    public boolean takeAll() {
        giveUpEmptyChunks();
        return grains.takeAll();
    }

    // --------------------------------------------------------------------------------------------------------- figures

    @Override
    public long freeUnits() {
        long free = grains.freeUnits() << GRAIN_ORDER;
        for (int i = 0; i < chunks.length(); i++) {
            FineChunk chunk = chunks.getAcquire(i);
            free += chunk == null ? 0 : chunk.freeUnits();
        }
        return free;
    }

    @Override
    public void forEachFreeRun(FreeRunVisitor visitor) {
        giveUpEmptyChunks();
        int[] next = {0};
        grains.forEachFreeRun((start, length) -> {
            next[0] = visitChunks(next[0], (int) (start >>> GRAINS_ORDER_A_CHUNK), visitor);
            visitor.run(start << GRAIN_ORDER, length << GRAIN_ORDER);
        });
        visitChunks(next[0], chunks.length(), visitor);
    }

    private int visitChunks(int from, int end, FreeRunVisitor visitor) {
        for (int i = from; i < end; i++) {
            FineChunk chunk = chunks.getAcquire(i);
            if (chunk != null) {
                chunk.forEachFreeRun(visitor);
            }
        }
        return Math.max(from, end);
    }
}
