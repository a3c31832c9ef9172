package dev.cleave.lab.experiment.objects;

import dev.cleave.lab.experiment.tiers.ZipfianSource;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.objects.ObjectSpace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One mix in one space: it is filled, then updated until so much was written, while a thread reads. */
final class UpdateRun {
    private static final int READ_OBJECTS = 1000;
    private static final int READ_BYTES = 100;
    private static final long NONE = 0;

    private final ObjectMix mix;
    private final ObjectSpace space;
    private final SplittableRandom random;
    private final MemorySegment source;
    private final long liveBytes;
    private final long toWrite;
    private long[] small = new long[1024];
    private int smallCount;
    private long[] giants = new long[64];
    private int giantCount;
    private @Nullable ZipfianSource ranks;
    private long live;
    private long written;
    private long refused;

    /**
     * What came of it.
     *
     * @param writtenBytes bytes of the objects that were allocated in the place of others
     * @param copiedBytes bytes that were copied to move objects meanwhile
     * @param p9999PauseNanos of the reads
     * @param reads how many were timed
     * @param refused updates that were put off, as there was no room for a larger object
     * @param failures 1 where a reader saw what was not the object's
     * @param threshold from which size on objects were giants
     */
    record Outcome(
            long writtenBytes,
            long copiedBytes,
            long p9999PauseNanos,
            long reads,
            long refused,
            long failures,
            long threshold) {}

    private UpdateRun(ObjectMix mix, ObjectSpace space, long toWrite, SplittableRandom random, Arena arena) {
        this.mix = mix;
        this.space = space;
        this.random = random;
        this.toWrite = toWrite;
        source = arena.allocate(ObjectMix.MOST_GIANT);
        liveBytes = (long) (space.pool().capacity() * mix.utilisation());
    }

    /**
     * Runs it.
     *
     * @param capacity of the pool
     * @param turns the bytes to write, in terms of that
     * @param threshold from which size on objects are giants; {@link Long#MAX_VALUE} for none
     */
    static Outcome of(ObjectMix mix, long capacity, double turns, long threshold, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Arena arena = Arena.ofConfined();
                Pool pool = Pool.builder().name("objects").capacity(capacity).purge(false).build();
                ObjectSpace space = ObjectSpace.builder(pool).region(regionBytes(mix)).giantsFrom(threshold).stripes(1)
                        .utilisation(Math.clamp(mix.utilisation(), 0.5, 0.999)).build()) {
            UpdateRun run = new UpdateRun(mix, space, (long) (turns * capacity), random, arena);
            long[] read = run.readObjects();
            run.fill();
            long before = space.usage().copiedBytes();
            PauseReader reader = new PauseReader(space, read, READ_BYTES, seed);
            try (reader) {
                run.update();
            }
            return new Outcome(run.written, space.usage().copiedBytes() - before, reader.p9999Nanos(), reader.reads(),
                    run.refused, reader.isTorn() ? 1 : 0, space.giantThreshold().byteSize());
        }
    }

    /** Those with giants have regions in which a giant has room, so that it can lie in one. */
    private static long regionBytes(ObjectMix mix) {
        return mix.hasGiants() ? 2 << 20 : 256 << 10;
    }

    private long[] readObjects() {
        long[] handles = new long[READ_OBJECTS];
        byte[] bytes = new byte[READ_BYTES];
        for (int each = 0; each < READ_OBJECTS; each++) {
            Arrays.fill(bytes, (byte) each);
            handles[each] = allocate(READ_BYTES);
            space.write(handles[each], 0, bytes, 0, READ_BYTES);
        }
        return handles;
    }

    private void fill() {
        while (live < liveBytes * (1 - mix.giantShare())) {
            addSmall(allocate(smallSize()));
        }
        while (mix.hasGiants() && live < liveBytes) {
            long giant = allocate(giantSize());
            if (giant == NONE) {
                break;
            }
            addGiant(giant);
        }
        ranks = mix.skew() > 0 ? new ZipfianSource(random, smallCount, mix.skew()) : null;
    }

    private void update() {
        double giantUpdates = mix.giantUpdates();
        while (written < toWrite) {
            if (mix.hasGiants() && random.nextDouble() < giantUpdates) {
                updateGiant();
            } else {
                updateSmall();
            }
        }
    }

    private void updateSmall() {
        int chosen = ranks == null ? random.nextInt(smallCount) : ranks.next();
        if (small[chosen] != NONE) {
            free(small[chosen]);
        }
        int size = smallSize();
        small[chosen] = allocate(size);
        written += small[chosen] == NONE ? 0 : size;
    }

    private void updateGiant() {
        int chosen = random.nextInt(giantCount);
        if (giants[chosen] != NONE) {
            free(giants[chosen]);
        }
        int size = giantSize();
        giants[chosen] = live + size > liveBytes + ObjectMix.MOST_GIANT ? NONE : allocate(size);
        written += giants[chosen] == NONE ? 0 : size;
    }

    /** The handle of an object that was written to, or {@link #NONE} where there was no room. */
    private long allocate(int size) {
        long handle;
        try {
            handle = space.allocate(size);
        } catch (PoolExhaustedException full) {
            refused++;
            return NONE;
        }
        space.write(handle, 0, source, 0, size);
        live += space.heldBytesOf(size) - Long.BYTES;
        return handle;
    }

    private void free(long handle) {
        live -= space.heldBytesOf(space.byteSize(handle)) - Long.BYTES;
        space.free(handle);
    }

    private void addSmall(long handle) {
        if (handle == NONE) {
            throw new IllegalStateException("the pool is full before it is filled: give it a larger --region");
        }
        if (smallCount == small.length) {
            small = Arrays.copyOf(small, 2 * smallCount);
        }
        small[smallCount++] = handle;
    }

    private void addGiant(long handle) {
        if (giantCount == giants.length) {
            giants = Arrays.copyOf(giants, 2 * giantCount);
        }
        giants[giantCount++] = handle;
    }

    private int smallSize() {
        return random.nextInt(mix.least(), mix.most() + 1);
    }

    private int giantSize() {
        return random.nextInt(ObjectMix.LEAST_GIANT, ObjectMix.MOST_GIANT + 1);
    }
}
