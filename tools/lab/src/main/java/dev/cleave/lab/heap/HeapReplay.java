package dev.cleave.lab.heap;

import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.CleaveHeap;
import dev.cleave.lab.replay.AllocatorChoices;
import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import java.util.OptionalInt;

/** The replay behind a heap report: all events of a heap trace, in order, by one thread, none of the memory touched. */
public final class HeapReplay {
    private static final long UNIT = 4096;
    private static final int STEPS = 100;

    private final Trace trace;
    private final CleaveHeap heap;
    private final int stop;
    private final long[] addresses;
    private long liveBytes;
    private Rounding small = Rounding.NONE;
    private Rounding medium = Rounding.NONE;
    private Rounding large = Rounding.NONE;

    private HeapReplay(Trace trace, CleaveHeap heap, int stop) {
        this.trace = trace;
        this.heap = heap;
        this.stop = stop;
        addresses = new long[trace.blocks()];
    }

    /**
     * Replays a heap trace and reports.
     *
     * @param regionFactor the size of the heap's pool as a multiple of the most that was live at once, 1 to 1000
     * @param at after how many events the heap is looked at; where most bytes are live when empty
     * @throws IllegalArgumentException where the trace has not so many events, or is none of a heap
     * @throws ImpossibleReplayException where the pool is too small
     */
    public static HeapReport run(Trace trace, double regionFactor, OptionalInt at, Progress progress)
            throws ImpossibleReplayException {
        if (trace.kind() != TraceKind.HEAP) {
            throw new IllegalArgumentException(trace.name() + " is a " + trace.kind().label()
                    + ": must be a heap trace, as of a program's malloc");
        }
        at.ifPresent(asked -> OptionRange.require(asked >= 1 && asked <= trace.events(), "--at", asked,
                "1 to " + trace.events() + ", the events of " + trace.name()));
        OptionRange.require(regionFactor >= 1 && regionFactor <= 1000, "--region-factor", regionFactor, "1 to 1000");
        long bytes = AllocatorChoices.CLEAVE.regionBytes(trace, regionFactor);
        Pool pool =
                Pool.builder().name("heap report").capacity(Math.ceilDiv(bytes, UNIT) * UNIT).unit(UNIT).purge(false)
                        .build();
        try (CleaveHeap heap = new CleaveHeap(pool)) {
            return new HeapReplay(trace, heap, at.orElse(trace.peakEvent() + 1)).play(progress);
        }
    }

    private HeapReport play(Progress progress) throws ImpossibleReplayException {
        HeapUsage usage = heap.heap().usage();
        long liveThen = 0;
        long committed = 0;
        int stride = Math.max(1, trace.events() / STEPS);
        try (ProgressStep step = new ProgressStep(progress, "replaying", trace.events())) {
            for (int event = 0; event < trace.events(); event++) {
                play(event);
                if (event + 1 == stop) {
                    usage = heap.heap().usage();
                    liveThen = liveBytes;
                    committed = heap.heap().pool().usage().committedBytes();
                }
                if ((event + 1) % stride == 0) {
                    step.advance(event + 1L);
                }
            }
        }
        return new HeapReport(trace.name(), trace.events(), stop, stop == trace.peakEvent() + 1, liveThen,
                heap.heap().pool().capacity(), committed, usage, small, medium, large);
    }

    private void play(int event) throws ImpossibleReplayException {
        int block = trace.block(event);
        long bytes = trace.bytes(block);
        if (!trace.allocates(event)) {
            heap.free(addresses[block], block);
            liveBytes -= bytes;
            return;
        }
        addresses[block] = heap.allocate(bytes, block);
        if (addresses[block] == ByteAllocator.NO_ADDRESS) {
            throw new ImpossibleReplayException(
                    "%s: the heap had no room for %,d bytes at event %,d of %,d: ask a larger"
                            .formatted(trace.name(), bytes, event + 1, trace.events()) + " --region-factor");
        }
        liveBytes += bytes;
        count(bytes, heap.blockBytes(addresses[block], block, bytes));
    }

    private void count(long bytes, long usable) {
        if (bytes <= HeapReport.SMALL_BYTES) {
            small = small.with(bytes, usable);
        } else if (bytes <= Heap.LARGEST_SLOT) {
            medium = medium.with(bytes, usable);
        } else {
            large = large.with(bytes, usable);
        }
    }
}
