package dev.cleave.lab.replay;

import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The replay of one trace through one allocator: first a recorded pass that checks and keeps books, then timed ones.
 *
 * <p>Every pass opens the allocator afresh, so that each meets the same memory.
 */
public final class Replay {
    private static final int WARM_UP_PASSES = 2;
    private static final long MOST_UNITS = 1L << 31;

    private final Trace trace;
    private final AllocatorChoice choice;
    private final ReplaySettings settings;
    private final Progress progress;
    private final Lanes lanes;
    private final Addresses addresses;
    private final long regionBytes;

    private Replay(Trace trace, AllocatorChoice choice, ReplaySettings settings, Progress progress) {
        this.trace = trace;
        this.choice = choice;
        this.settings = settings;
        this.progress = progress;
        regionBytes = regionBytes(trace, settings.regionFactor());
        lanes = Lanes.of(trace, settings.threads());
        addresses = new Addresses(trace.blocks());
    }

    /**
     * Replays a trace.
     *
     * @throws ImpossibleReplayException when this machine lacks the memory, or the allocator cannot run here or
     *     cannot do this kind of trace
     */
    public static ReplayResult run(
            Trace trace, AllocatorChoice choice, ReplaySettings settings, Progress progress)
            throws ImpossibleReplayException {
        Optional<String> refusal = choice.refusal().of(trace, settings);
        if (refusal.isPresent()) {
            throw new ImpossibleReplayException(choice.name() + " cannot replay a " + trace.kind().label() + ": "
                    + refusal.get());
        }
        requireMemory(trace, settings);
        try {
            return new Replay(trace, choice, settings, progress).run();
        } catch (UnsupportedOperationException missing) {
            throw new ImpossibleReplayException(choice.name() + " cannot run here: " + missing.getMessage());
        }
    }

    /** How often a trace is played: recorded once, and timed, of which the first few times warm up. */
    static int passes(ReplaySettings settings) {
        return 1 + WARM_UP_PASSES + settings.passes();
    }

    /** The peak of live bytes times the factor, rounded up to whole units. */
    static long regionBytes(Trace trace, double factor) {
        long unit = AllocatorChoice.unit(trace.kind());
        return (long) Math.ceil(trace.peakLiveBytes() * factor / unit) * unit;
    }

    private static void requireMemory(Trace trace, ReplaySettings settings) throws ImpossibleReplayException {
        double needed = trace.peakLiveBytes() * settings.regionFactor();
        long machine = MachineMemory.bytes();
        if (settings.verify() && needed > machine) {
            throw new ImpossibleReplayException(String.format(
                    "%s needs %.1f GiB of real memory and this machine has %.1f GiB: replay it elsewhere, or with"
                            + " --no-verify, which touches no block",
                    trace.name(), needed / (1 << 30), (double) machine / (1 << 30)));
        }
        if (needed / AllocatorChoice.unit(trace.kind()) > MOST_UNITS) {
            throw new ImpossibleReplayException(String.format(
                    "%s needs %.1f GiB, more than the %d GiB that one region of a %s may have",
                    trace.name(), needed / (1 << 30), MOST_UNITS * AllocatorChoice.unit(trace.kind()) >> 30,
                    trace.kind().label()));
        }
    }

    private ReplayResult run() {
        RecordedPass recorded;
        Optional<ReplayResult.AtEnd> atEnd;
        OptionalLong region = OptionalLong.empty();
        try (ReplayAllocator allocator = open()) {
            recorded = new RecordedPass(trace, allocator, addresses, settings, progress);
            EventLoop.play(trace, lanes, addresses, recorded);
            atEnd = allocator.freeBlocks().map(this::atEnd);
            if (allocator.region().isPresent()) {
                region = OptionalLong.of(allocator.region().get().bytes());
            }
            recorded.finish();
        }
        boolean sound = recorded.damageCount() == 0;
        double nanosPerEvent = sound ? medianNanosPerEvent() : Double.NaN;
        OptionalDouble tightest = sound ? tightest() : OptionalDouble.empty();
        return result(recorded, atEnd, region, nanosPerEvent, tightest);
    }

    private ReplayResult.AtEnd atEnd(FreeBlocks free) {
        return new ReplayResult.AtEnd(free, Ledger.fragmentationOrder(trace.kind()));
    }

    private ReplayAllocator open() {
        return choice.opener().open(trace, regionBytes);
    }

    private double medianNanosPerEvent() {
        double[] nanos = new double[settings.passes()];
        int passes = WARM_UP_PASSES + settings.passes();
        for (int pass = 0; pass < passes; pass++) {
            addresses.reset();
            try (ReplayAllocator allocator = open()) {
                TimedPass timed = new TimedPass(trace, allocator, addresses);
                double each = (double) EventLoop.play(trace, lanes, addresses, timed) / trace.events();
                timed.finish();
                if (pass >= WARM_UP_PASSES) {
                    nanos[pass - WARM_UP_PASSES] = each;
                }
            }
            progress.advance("timing", pass + 1L, passes);
        }
        return Median.of(nanos);
    }

    private OptionalDouble tightest() {
        return settings.tightest() && choice.bounded()
                ? new TightestRegion(trace, choice, addresses).search(regionBytes, progress)
                : OptionalDouble.empty();
    }

    private ReplayResult result(
            RecordedPass recorded,
            Optional<ReplayResult.AtEnd> atEnd,
            OptionalLong region,
            double nanosPerEvent,
            OptionalDouble tightest) {
        Ledger ledger = recorded.ledger();
        return new ReplayResult(
                trace.name(),
                trace.kind(),
                choice.name(),
                trace.events(),
                trace.blocks(),
                ledger.failedAllocations(),
                recorded.damages(),
                recorded.damageCount(),
                recorded.verified(),
                lanes.count(),
                nanosPerEvent,
                region,
                ledger.peak(),
                atEnd,
                unmovablePageblocks(ledger),
                ledger.timeline(),
                ledger.maps(),
                tightest);
    }

    private Optional<ReplayResult.UnmovablePageblocks> unmovablePageblocks(Ledger ledger) {
        return trace.kind() == TraceKind.HEAP
                ? Optional.empty()
                : Optional.of(new ReplayResult.UnmovablePageblocks(
                        ledger.ourUnmovablePageblocks(), ledger.linuxUnmovablePageblocks()));
    }
}
