package dev.cleave.lab.replay;

import dev.cleave.contiguity.PageTypeInfo;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.FreeBlocks;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.Median;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The replay of one trace through one allocator: first a recorded pass that checks and keeps books,
 * then timed ones.
 *
 * <p>The recorded pass has an allocator of its own. The timed ones share another, as a program that
 * runs on does: each begins when all blocks of the one before were freed, and the first ones, until
 * enough events were played for the code of rare paths too to be compiled, or two seconds have
 * passed, are not counted.
 */
public final class Replay {
    private static final int LEAST_WARM_UP_PASSES = 2;
    private static final int MOST_WARM_UP_PASSES = 300;
    private static final int WARM_UP_EVENTS = 30_000_000;
    static final long WARM_UP_NANOS = 2_000_000_000;
    private static final long MOST_UNITS = 1L << 31;

    private final Trace trace;
    private final AllocatorChoice choice;
    private final ReplaySettings settings;
    private final Progress progress;
    private final Lanes lanes;
    private final Addresses addresses;
    private final long regionBytes;
    private final Deadline deadline;
    private int timedPasses;

    private Replay(Trace trace, AllocatorChoice choice, ReplaySettings settings, Progress progress) {
        this.trace = trace;
        this.choice = choice;
        this.settings = settings;
        this.progress = progress;
        regionBytes = choice.regionBytes(trace, settings.regionFactor());
        lanes = Lanes.of(trace, settings.threads());
        addresses = new Addresses(trace.blocks());
        deadline = new Deadline(settings.limit());
    }

    /**
     * Replays a trace.
     *
     * @throws ImpossibleReplayException when this machine lacks the memory, or the allocator cannot
     *     run here, cannot do this trace, or not within the time allowed
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
            throw new ImpossibleReplayException(
                    choice.name() + " cannot replay " + trace.name() + ": " + missing.getMessage());
        } catch (Deadline.Passed late) {
            throw late(trace, choice, settings, late);
        }
    }

    /**
     * Replays a trace once, on one thread, checked as the settings say, and does not time it: its
     * nanoseconds an event are not a number. The same trace, choice and settings give the same
     * figures again.
     *
     * @throws ImpossibleReplayException as {@link #run}
     */
    public static ReplayResult record(Trace trace, AllocatorChoice choice, ReplaySettings settings, Progress progress)
            throws ImpossibleReplayException {
        requireMemory(trace, settings);
        try {
            return new Replay(trace, choice, settings, progress).recordOnly();
        } catch (UnsupportedOperationException missing) {
            throw new ImpossibleReplayException(
                    choice.name() + " cannot replay " + trace.name() + ": " + missing.getMessage());
        } catch (Deadline.Passed late) {
            throw late(trace, choice, settings, late);
        }
    }

    private static ImpossibleReplayException late(
            Trace trace, AllocatorChoice choice, ReplaySettings settings, Deadline.Passed late) {
        return new ImpossibleReplayException(
                "%s cannot replay %s within %s s: %,d of %,d events were played then (see --time-limit)".formatted(
                        choice.name(), trace.name(), ByteText.trimmed(settings.limit().toMillis() / 1e3, 3),
                        late.event(), trace.events()));
    }

    /**
     * How often a trace is played at least: recorded once, and timed, of which the first times warm
     * up.
     */
    static int leastPasses(ReplaySettings settings) {
        return 1 + LEAST_WARM_UP_PASSES + settings.passes();
    }

    private static int mostWarmUpPasses(Trace trace) {
        return Math.clamp(WARM_UP_EVENTS / Math.max(1, trace.events()), LEAST_WARM_UP_PASSES, MOST_WARM_UP_PASSES);
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

    /** What the recorded pass found. */
    private record Recording(RecordedPass pass, Optional<ReplayResult.AtEnd> atEnd, OptionalLong region) {}

    private ReplayResult run() {
        Recording recorded = recording();
        boolean sound = recorded.pass().damageCount() == 0;
        double nanosPerEvent = sound ? medianNanosPerEvent() : Double.NaN;
        OptionalDouble tightest = sound && !deadline.passed() ? tightest() : OptionalDouble.empty();
        return result(recorded, nanosPerEvent, tightest);
    }

    private ReplayResult recordOnly() {
        return result(recording(), Double.NaN, OptionalDouble.empty());
    }

    private Recording recording() {
        RecordedPass recorded;
        Optional<ReplayResult.AtEnd> atEnd;
        OptionalLong region = OptionalLong.empty();
        try (ByteAllocator allocator = recordable(open());
                ProgressStep step = new ProgressStep(progress, "replaying", trace.events())) {
            recorded = new RecordedPass(trace, allocator, addresses, settings, step);
            play(allocator, recorded);
            atEnd = allocator.freeBlocks().map(free -> atEnd(free, allocator.pageTypes()));
            if (allocator.region().isPresent()) {
                region = OptionalLong.of(allocator.region().get().bytes());
            }
            recorded.finish();
        }
        return new Recording(recorded, atEnd, region);
    }

    /** What is left live when the time is over goes back where it would outlast the allocator. */
    private long play(ByteAllocator allocator, EventHandler pass) {
        try {
            return EventLoop.play(trace, lanes, addresses, pass, deadline);
        } catch (Deadline.Passed late) {
            if (allocator.region().isEmpty()) {
                pass.abandon();
            }
            throw late;
        }
    }

    /** With several threads, one whose books are to be read by one at a time. */
    private ByteAllocator recordable(ByteAllocator allocator) {
        return lanes.count() > 1 && allocator.readsAlone() ? new QuietAllocator(allocator) : allocator;
    }

    private ReplayResult.AtEnd atEnd(FreeBlocks free, Optional<PageTypeInfo> pageTypes) {
        return new ReplayResult.AtEnd(free, free.orderOf(Ledger.fragmentationBytes(trace.kind())), pageTypes);
    }

    private ByteAllocator open() {
        return choice.opener().open(trace, regionBytes);
    }

    /** The median of the passes for which there was time; not a number when there was for none. */
    private double medianNanosPerEvent() {
        double[] nanos = new double[settings.passes()];
        try (ByteAllocator allocator = open()) {
            warmUp(allocator);
            time(allocator, nanos);
        } catch (Deadline.Passed late) {
            return Median.of(Arrays.copyOf(nanos, timedPasses));
        }
        return Median.of(nanos);
    }

    private void warmUp(ByteAllocator allocator) {
        int most = mostWarmUpPasses(trace);
        long start = System.nanoTime();
        try (ProgressStep step = new ProgressStep(progress, "warming up", most)) {
            for (int pass = 0; pass < most
                    && (pass < LEAST_WARM_UP_PASSES || System.nanoTime() - start <= WARM_UP_NANOS); pass++) {
                nanosPerEvent(allocator);
                step.advance(pass + 1L);
            }
        }
    }

    private void time(ByteAllocator allocator, double[] nanos) {
        try (ProgressStep step = new ProgressStep(progress, "timing", nanos.length)) {
            for (; timedPasses < nanos.length; timedPasses++) {
                nanos[timedPasses] = nanosPerEvent(allocator);
                step.advance(timedPasses + 1L);
            }
        }
    }

    private double nanosPerEvent(ByteAllocator allocator) {
        addresses.reset();
        TimedPass timed = new TimedPass(trace, allocator, addresses);
        double each = (double) play(allocator, timed) / trace.events();
        timed.finish();
        allocator.settle();
        return each;
    }

    private OptionalDouble tightest() {
        if (!settings.tightest() || !choice.bounded()) {
            return OptionalDouble.empty();
        }
        try {
            return new TightestRegion(trace, choice, addresses, deadline).search(regionBytes, progress);
        } catch (Deadline.Passed late) {
            return OptionalDouble.empty();
        }
    }

    private ReplayResult result(Recording recording, double nanosPerEvent, OptionalDouble tightest) {
        RecordedPass recorded = recording.pass();
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
                timedPasses,
                recording.region(),
                choice.floor().bytes(trace),
                ledger.peak(),
                ledger.fragmentation(),
                recording.atEnd(),
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
