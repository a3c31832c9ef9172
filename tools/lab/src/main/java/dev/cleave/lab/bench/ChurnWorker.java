package dev.cleave.lab.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.cleave.lab.peer.ByteAllocator;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps blocks of many sizes alive, replaces a random one so many times, and frees all; each page
 * of each block is written to. An operation is one replacement; the memory is looked at outside the
 * clock.
 */
final class ChurnWorker extends Worker {
    private static final int REHEARSED_BLOCKS = 32;
    private static final long PAGE_BYTES = 4_096;
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final ByteAllocator heap;
    private final RandomSource random;
    private final ChurnMemory memory;
    private final boolean first;
    private final long replacements;
    private final Duration rehearsal;
    private final long[] sizes;
    private final long[] addresses;
    private final long[] bytes;
    private long liveBytes;
    private @Nullable Residency residency;

    /**
     * The workers of a churn.
     *
     * @param way a thread's way to the memory of a peer, for so many slots
     * @param sizes of the blocks, each as likely as the others
     */
    static Crew crew(Trial trial, Function<Peer, IntFunction<ByteAllocator>> way, long[] sizes) {
        ChurnMemory memory = new ChurnMemory(trial.threads());
        return (thread, peer) -> new ChurnWorker(trial, way.apply(peer), sizes, trial.random(thread), memory,
                thread == 0);
    }

    /** A worker of a churn; the first one measures the memory for all. */
    private ChurnWorker(
            Trial trial,
            IntFunction<ByteAllocator> way,
            long[] sizes,
            RandomSource random,
            ChurnMemory memory,
            boolean first) {
        int blocks = blocks(trial, sizes);
        this.sizes = sizes;
        this.random = random;
        this.memory = memory;
        this.first = first;
        heap = way.apply(blocks);
        replacements = Math.ceilDiv(trial.settings().heap().replacements(), trial.threads());
        rehearsal = trial.settings().warmup();
        addresses = new long[blocks];
        bytes = new long[blocks];
    }

    /**
     * Blocks of a thread, so that as much is live as was asked for: give or take a few blocks, for
     * sizes are random.
     */
    static int blocks(Trial trial, long[] sizes) {
        double mean = LongStream.of(sizes).average().orElseThrow();
        return (int) Math.max(1, Math.round(trial.settings().heap().liveBytes() / mean / trial.threads()));
    }

    /**
     * A small churn warms up code and allocator, so that what they take for themselves is not
     * counted as the blocks'.
     */
    @Override
    void prepare() {
        int few = Math.min(REHEARSED_BLOCKS, addresses.length);
        long end = System.nanoTime() + rehearsal.toNanos();
        fill(few);
        while (System.nanoTime() < end) {
            replace(CHUNK, few);
        }
        freeAll();
        memory.meet();
        if (first) {
            memory.takeBaseline();
        }
    }

    @Override
    void before(int phase) {
        fill(addresses.length);
    }

    @Override
    long run(int phase, long deadline) {
        long failed = replace(replacements, addresses.length);
        failed(failed);
        return replacements - failed;
    }

    @Override
    void after(int phase) {
        memory.live(liveBytes);
        memory.meet();
        if (first) {
            memory.takeFull(heap);
        }
        memory.meet();
        memory.live(-liveBytes);
        freeAll();
        memory.meet();
        if (first) {
            residency = memory.takeFreed(heap);
        }
    }

    @Override
    Optional<Residency> takeResidency() {
        Optional<Residency> taken = Optional.ofNullable(residency);
        residency = null;
        return taken;
    }

    private void fill(int count) {
        for (int slot = 0; slot < count; slot++) {
            allocate(slot);
        }
    }

    private long replace(long times, int count) {
        long failed = 0;
        for (long each = 0; each < times; each++) {
            int slot = random.below(count);
            free(slot);
            failed += allocate(slot);
        }
        return failed;
    }

    /** Answers 1 where no memory is to be had, and 0 otherwise. */
    private int allocate(int slot) {
        long size = sizes[random.below(sizes.length)];
        long address = heap.allocate(size, slot);
        addresses[slot] = address;
        if (address == ByteAllocator.NO_ADDRESS) {
            return 1;
        }
        bytes[slot] = size;
        liveBytes += size;
        for (long at = 0; at < size; at += PAGE_BYTES) {
            EVERYTHING.set(JAVA_BYTE, address + at, (byte) 1);
        }
        EVERYTHING.set(JAVA_BYTE, address + size - 1, (byte) 1);
        return 0;
    }

    private void free(int slot) {
        if (addresses[slot] != ByteAllocator.NO_ADDRESS) {
            heap.free(addresses[slot], slot);
            addresses[slot] = ByteAllocator.NO_ADDRESS;
            liveBytes -= bytes[slot];
        }
    }

    private void freeAll() {
        for (int slot = 0; slot < addresses.length; slot++) {
            free(slot);
        }
    }

    @Override
    void finish() {
        freeAll();
    }
}
