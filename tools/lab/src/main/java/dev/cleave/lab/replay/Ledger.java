package dev.cleave.lab.replay;

import dev.cleave.lab.map.MemoryMap;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.FreeBlocks;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The books of a pass: what is live and where, its peaks, samples over time, and the maps.
 *
 * <p>Every event is entered once, after it was served. Safe for use by several threads; the figures sampled from the
 * allocator are then estimates.
 */
final class Ledger {
    private static final int SAMPLES = 400;

    private final Trace trace;
    private final ByteAllocator allocator;
    private final ProgressStep progress;
    private final int stride;
    private final BitSet live = new BitSet();
    private final long[] places;
    private final PageblockTally ours = new PageblockTally();
    private final PageblockTally linux = new PageblockTally();
    private final List<Timeline.Sample> samples = new ArrayList<>();
    private final List<MemoryMap> maps = new ArrayList<>();
    private int entered;
    private int failed;
    private long requested;
    private long used;
    private final FragmentationTally fragmentation = new FragmentationTally();
    private long requestedPeak;
    private long usedPeak;
    private OptionalLong committedPeak = OptionalLong.empty();

    Ledger(Trace trace, ByteAllocator allocator, ProgressStep progress) {
        this.trace = trace;
        this.allocator = allocator;
        places = new long[trace.blocks()];
        this.progress = progress;
        stride = Math.max(1, trace.events() / SAMPLES);
    }

    /** The size whose usability is followed: 2 MiB for page traces, 64 KiB for heap traces. */
    static long fragmentationBytes(TraceKind kind) {
        return kind == TraceKind.PAGES ? MemoryMap.PAGEBLOCK_BYTES : 64 << 10;
    }

    /** Enters an allocation that was served, before its address is published, so that no free can come first. */
    synchronized void allocated(int event, int block, long address) {
        live.set(block);
        places[block] = address;
        requested += trace.bytes(block);
        used += allocator.blockBytes(address, block, trace.bytes(block));
        requestedPeak = Math.max(requestedPeak, requested);
        usedPeak = Math.max(usedPeak, used);
        if (allocator.countsCommitted()) {
            commits(allocator.committedBytes());
        }
        if (unmovablePages(block)) {
            ours.add(page(address), pages(block));
            linux.add(trace.frame(block), pages(block));
        }
        enter(event);
    }

    /** Enters an allocation that was not served. Linux served it, so its placement counts on. */
    synchronized void failed(int event, int block) {
        failed++;
        if (unmovablePages(block)) {
            linux.add(trace.frame(block), pages(block));
        }
        enter(event);
    }

    /** Enters a free, before the allocator takes the block back; the address may be {@link Addresses#FAILED}. */
    synchronized void freed(int event, int block, long address) {
        if (address != Addresses.FAILED) {
            live.clear(block);
            requested -= trace.bytes(block);
            used -= allocator.blockBytes(address, block, trace.bytes(block));
        }
        if (unmovablePages(block)) {
            linux.remove(trace.frame(block), pages(block));
            if (address != Addresses.FAILED) {
                ours.remove(page(address), pages(block));
            }
        }
        enter(event);
    }

    private void enter(int event) {
        entered++;
        fragmentation.holds(requested, used);
        if (event == trace.peakEvent()) {
            drawMap("at the peak of use");
        }
        if (entered % stride == 0 || entered == trace.events() || event == trace.peakEvent()) {
            sample(event);
            progress.advance(entered);
        }
        if (entered == trace.events()) {
            drawMap("at the end of the trace");
        }
    }

    private void commits(OptionalLong bytes) {
        if (bytes.isPresent()) {
            committedPeak = OptionalLong.of(Math.max(committedPeak.orElse(0), bytes.getAsLong()));
        }
    }

    private void sample(int event) {
        OptionalLong committed = allocator.committedBytes();
        commits(committed);
        double free = Double.NaN;
        double largest = Double.NaN;
        double unusable = Double.NaN;
        Optional<FreeBlocks> known = allocator.freeBlocks();
        if (known.isPresent()) {
            FreeBlocks blocks = known.get();
            free = blocks.bytes();
            largest = blocks.largestBytes();
            unusable = blocks.unusableFreeSpaceIndex(blocks.orderOf(fragmentationBytes(trace.kind())));
            fragmentation.scatters(unusable, blocks.largestOrder(), event == trace.peakEvent());
        }
        double real = committed.isPresent() ? committed.getAsLong() : Double.NaN;
        samples.add(new Timeline.Sample(entered, requested, used, real, free, largest, unusable));
    }

    private void drawMap(String moment) {
        if (allocator.region().isEmpty()) {
            return;
        }
        ByteAllocator.Region region = allocator.region().get();
        boolean pages = trace.kind() == TraceKind.PAGES;
        MemoryMap map = pages ? MemoryMap.ofPages(moment, region.bytes()) : MemoryMap.ofHeap(moment, region.bytes());
        for (int block = live.nextSetBit(0); block >= 0; block = live.nextSetBit(block + 1)) {
            Mobility mobility = pages ? trace.mobility(block) : Mobility.UNMOVABLE;
            long address = places[block];
            map.add(mobility, address - region.address(), allocator.blockBytes(address, block, trace.bytes(block)));
        }
        maps.add(map);
    }

    private boolean unmovablePages(int block) {
        return trace.kind() == TraceKind.PAGES && trace.mobility(block) == Mobility.UNMOVABLE;
    }

    private long page(long address) {
        long origin = allocator.region().map(ByteAllocator.Region::address).orElse(0L);
        return (address - origin) / Trace.PAGE_BYTES;
    }

    private long pages(int block) {
        return 1L << trace.order(block);
    }

    /** The blocks that are live now; read it while no pass runs. */
    BitSet live() {
        return live;
    }

    int failedAllocations() {
        return failed;
    }

    ReplayResult.Peak peak() {
        return new ReplayResult.Peak(trace.peakLiveBytes(), requestedPeak, usedPeak, committedPeak);
    }

    ReplayResult.Fragmentation fragmentation() {
        return fragmentation.result();
    }

    int ourUnmovablePageblocks() {
        return ours.peak();
    }

    int linuxUnmovablePageblocks() {
        return linux.peak();
    }

    Timeline timeline() {
        return new Timeline(samples, fragmentationBytes(trace.kind()));
    }

    List<MemoryMap> maps() {
        return maps;
    }
}
