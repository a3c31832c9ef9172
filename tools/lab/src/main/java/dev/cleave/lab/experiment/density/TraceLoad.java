package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.WrittenPages;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.List;
import java.util.OptionalLong;

/** A recorded trace, replayed on one thread; a block that is refused is missing from then on. */
record TraceLoad(Trace trace, long capacity) implements DensityLoad {
    static final String KIND = "trace";

    /** What malloc aligns to. */
    private static final long HEAP_GRAIN = 16;

    private static final int WEIGHINGS = 100;
    private static final int JAVA_BYTES_AN_EVENT = 64;

    /**
     * The trace in a multiple of its peak.
     *
     * @param factor capacity in terms of the most bytes that are live at a time; rounded up to
     *     whole pages
     */
    static TraceLoad of(Trace trace, double factor) {
        long pages = (long) Math.ceil(trace.peakLiveBytes() * factor / Trace.PAGE_BYTES);
        return new TraceLoad(trace, pages * Trace.PAGE_BYTES);
    }

    @Override
    public long grain() {
        return trace.kind() == TraceKind.PAGES ? Trace.PAGE_BYTES : HEAP_GRAIN;
    }

    /** The trace, with what it takes to read it. */
    @Override
    public long javaHeapBytes() {
        return (long) JAVA_BYTES_AN_EVENT * trace.events();
    }

    @Override
    public LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales) {
        Replaying replaying = new Replaying(trace, allocator, written);
        int stretch = Math.max(1, trace.events() / WEIGHINGS);
        for (int event = 0; event < trace.events(); event++) {
            replaying.play(event);
            if (event % stretch == 0 || event == trace.peakEvent()) {
                scales.weigh(replaying.liveBytes);
            }
        }
        replaying.freeAll();
        return replaying.outcome();
    }

    @Override
    public List<String> toArguments() {
        return List.of(KIND, trace.name(), Long.toString(capacity));
    }

    /** A replay under way: the blocks that it has. */
    private static final class Replaying {
        private final Trace trace;
        private final ByteAllocator allocator;
        private final boolean written;
        private final long[] addresses;
        private long liveBytes;
        private long failures;
        private OptionalLong liveAtRefusal = OptionalLong.empty();

        Replaying(Trace trace, ByteAllocator allocator, boolean written) {
            this.trace = trace;
            this.allocator = allocator;
            this.written = written;
            addresses = new long[trace.blocks()];
        }

        void play(int event) {
            if (trace.allocates(event)) {
                allocate(trace.block(event));
            } else {
                free(trace.block(event));
            }
        }

        private void allocate(int block) {
            long byteSize = trace.bytes(block);
            long address = allocator.allocate(byteSize, block);
            if (address == ByteAllocator.NO_ADDRESS) {
                liveAtRefusal = failures == 0 ? OptionalLong.of(liveBytes) : liveAtRefusal;
                failures++;
                return;
            }
            if (written) {
                WrittenPages.write(address, byteSize, (byte) block);
            }
            addresses[block] = address;
            liveBytes += byteSize;
        }

        private void free(int block) {
            long address = addresses[block];
            if (address != ByteAllocator.NO_ADDRESS) {
                allocator.free(address, block);
                addresses[block] = ByteAllocator.NO_ADDRESS;
                liveBytes -= trace.bytes(block);
            }
        }

        void freeAll() {
            for (int block = 0; block < addresses.length; block++) {
                free(block);
            }
        }

        LoadOutcome outcome() {
            return new LoadOutcome(liveAtRefusal, failures);
        }
    }
}
