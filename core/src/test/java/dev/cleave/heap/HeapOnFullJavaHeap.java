package dev.cleave.heap;

import dev.cleave.memory.FullJavaHeap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/**
 * Calls a heap in a JVM whose Java heap is full to the last few bytes, with more room in each
 * round, so that each allocation inside a call is the one that fails in some round. Afterwards
 * frees what it was handed, closes heap and pool, and looks whether anything was lost.
 *
 * <p>Exits with 1 and a line of what was lost, else says that nothing is left.
 */
final class HeapOnFullJavaHeap {
    private static final int ROUNDS = 16;

    private static final int CALLS = 60;

    /** Bytes of a pool's leaf of its book of blocks. */
    private static final long BOOK = 16 << 20;

    /** What is left of the Java heap in the second round, in bytes; in the first it is nothing. */
    private static final long ROOM_BYTES = 150;

    private final SafetyLevel level;
    private final long[] blocks = new long[CALLS];
    private final MemorySegment[] segments = new MemorySegment[CALLS];
    private final HeapArena[] arenas = new HeapArena[CALLS];
    private final FullJavaHeap javaHeap = FullJavaHeap.toTheLastBytes();
    private final Random random = new Random(42);
    private int refusals;
    private int refusedFrees;

    private HeapOnFullJavaHeap(SafetyLevel level) {
        this.level = level;
    }

    public static void main(String[] arguments) {
        HeapOnFullJavaHeap program = new HeapOnFullJavaHeap(SafetyLevel.valueOf(arguments[0]));
        // Once with room, so that classes are initialized: one that cannot be is lost to its JVM, whoever uses it.
        program.round(0, Long.MAX_VALUE);
        program.round(1, Long.MAX_VALUE);
        program.refusals = 0;
        for (int round = 0; round < ROUNDS; round++) {
            program.round(round, room(round));
        }
        if (program.refusals == 0) {
            throw new IllegalStateException("no call met a full Java heap: nothing was tried");
        }
        System.out.println("nothing is left after " + program.refusals + " refusals, " + program.refusedFrees
                + " of them of frees");
    }

    /** More in each round, in small steps at first: at last enough for most calls. */
    private static long room(long round) {
        return ROOM_BYTES * round * round * round;
    }

    private void round(int round, long roomBytes) {
        Pool pool = Pool.builder().capacity(256L << 20).purge(false).build();
        Heap heap = Heap.builder(pool).safety(level).sampleEvery(round % 2 == 0 ? 1 : 1 << 16).build();
        warm(pool);
        javaHeap.fill();
        javaHeap.release(roomBytes);
        try {
            for (int call = 0; call < CALLS; call++) {
                allocate(heap, call);
            }
            for (int call = 0; call < CALLS; call++) {
                free(heap, call);
            }
        } finally {
            javaHeap.release();
        }
        for (int call = 0; call < CALLS; call++) {
            free(heap, call);
        }
        LeakReport leaks = heap.leaks();
        if (!leaks.isEmpty()) {
            throw new IllegalStateException("round " + round + ": " + leaks);
        }
        heap.close();
        if (pool.space().freeUnits() != pool.space().units()) {
            throw new IllegalStateException("round " + round + ": " + pool.usage());
        }
        pool.close();
    }

    /** Has the pool make its own books, so that the heap alone is tried. */
    private static void warm(Pool pool) {
        long[] leases = new long[(int) (pool.capacity() / BOOK)];
        for (int each = 0; each < leases.length; each++) {
            leases[each] = pool.leases().lease(BOOK, 1);
        }
        for (long lease : leases) {
            pool.leases().giveBack(lease);
        }
    }

    /**
     * One of the calls that hand memory out: small, large and far apart, so that tables must grow.
     */
    private void allocate(Heap heap, int call) {
        long byteSize = call % 3 == 0 ? 1L << 20 + random.nextInt(3) : 1L << random.nextInt(16);
        try {
            switch (call % 5) {
                case 0, 1 -> blocks[call] = heap.allocate(byteSize);
                case 2 -> segments[call] = heap.allocateSegment(byteSize);
                case 3 -> {
                    blocks[call] = heap.allocate(byteSize);
                    blocks[call] = heap.reallocate(blocks[call], 3 * byteSize);
                }
                default -> {
                    arenas[call] = call % 2 == 0 ? HeapArena.ofConfined(heap) : HeapArena.ofTrusted(heap);
                    arenas[call].allocate(byteSize);
                }
            }
        } catch (OutOfMemoryError full) {
            refusals++;
        } catch (PoolExhaustedException full) {
            throw new IllegalStateException("the pool is large enough", full);
        }
    }

    /** Frees what a call handed out; a free that fails may be tried again. */
    private void free(Heap heap, int call) {
        try {
            if (segments[call] != null) {
                heap.free(segments[call]);
                segments[call] = null;
            }
            heap.free(blocks[call]);
            blocks[call] = 0;
            if (arenas[call] != null) {
                arenas[call].close();
                arenas[call] = null;
            }
        } catch (OutOfMemoryError full) {
            refusals++;
            refusedFrees++;
        }
    }
}
