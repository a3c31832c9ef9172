package dev.cleave.memory;

import dev.cleave.buddy.Stripes;
import dev.cleave.memory.SampleTable.Sample;
import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who holds memory, found by sampling: of every so many bytes allocated, the place that allocated
 * one of them. A {@link Pool} has one where its builder was told so, and an allocator over a pool
 * may have its own, as the heap does.
 *
 * <p>The distance from one sampled byte to the next is random, exponentially distributed: whatever
 * the rhythm of a program, each byte is as likely to be sampled as any other. A block of <em>s</em>
 * bytes is sampled with the probability 1 - exp(-s/n), and stands for <em>s</em> divided by that,
 * so that the sum over a site's live samples estimates its live bytes without bias. A distance of
 * 64 KiB or more grows where a program allocates so fast that samples would cost it more than about
 * a hundredth of its time: they are fewer then, and each stands for more.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. <strong>Cost.</strong> {@link #due} is
 * a plain subtraction in a lane of threads, no atomic: two threads of one lane may lose each
 * other's bytes, so that samples lie a little further apart. A sample is a walk up the stack of a
 * few frames, about a microsecond; names of places are made when somebody asks. To forget makes no
 * Java object but an event, where somebody records.
 *
 * <p>Source: Poisson sampling of allocations, as production heap profilers have it.
 */
public final class AllocationSites {
    private static final int CALLERS = 3;

    /** An entry with its key, three frames of 40 bytes and what holds them together. */
    private static final long BYTES_OF_SAMPLE = 256;

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** By name, as these know this one. */
    private static final Set<String> OWN_CLASSES = Stream.of("AllocationSites", "Blocks", "Leases", "Placement", "Pool")
            .map(name -> AllocationSites.class.getPackageName() + "." + name)
            .collect(Collectors.toUnmodifiableSet());

    private static final List<String> OWN_PACKAGES = List.of("dev.cleave.arena.", "dev.cleave.heap.");

    /** Made with this class, as a free may find no room for it. */
    private static final SampleFreedEvent UNRECORDED = SampleFreedEvent.unrecorded();

    private final String pool;
    private final String allocator;
    private final SamplingLanes lanes;
    private final FrameMap marked;
    private final SampleTable samples = new SampleTable();

    /**
     * Nothing sampled yet.
     *
     * @param pool the name of the pool whose memory it is, for events
     * @param allocator what hands it out, for events: {@code pool}, {@code heap}
     * @param bytesPerSample the mean distance from one sample to the next, 1 or more: at least so
     *     much from 64 KiB on, below it exactly
     * @param units the units of the pool: a bit is kept for each
     * @param stripes what the pool's space spreads threads over: lanes ask the same chooser
     */
    public AllocationSites(String pool, String allocator, long bytesPerSample, long units, Stripes stripes) {
        requireDistance(bytesPerSample);
        this.pool = pool;
        this.allocator = allocator;
        marked = new FrameMap(units);
        lanes = SamplingLanes.of(bytesPerSample, stripes);
    }

    /**
     * Refuses what is no distance between samples.
     *
     * @throws IllegalArgumentException where it is less than 1
     */
    public static void requireDistance(long bytesPerSample) {
        if (bytesPerSample < 1) {
            throw new IllegalArgumentException("a sample every " + bytesPerSample + " bytes: it must be at least 1");
        }
    }

    // --------------------------------------------------------------------------------------------------------- sample

    /**
     * Counts an allocation: 0 where it is not to be sampled, else the mean distance of samples that
     * its sample stands for, to be handed to {@link #sample} or {@link #sampleBlock}.
     */
    public long due(long byteSize) {
        return lanes.due(byteSize);
    }

    /**
     * Remembers who allocates a block, until {@link #forget}; to be called by its holder, below the
     * caller to be found. Nothing is remembered where it fails.
     *
     * @param mean what {@link #due} answered
     */
    public void sample(long address, long byteSize, long mean) {
        sample(address, byteSize, mean, byteSize, 0, "");
    }

    /**
     * A sample of so many bytes, of a block of so many, that has one already which stands for
     * these.
     */
    private void sample(
            long address, long byteSize, long mean, long blockBytes, double bytesBefore, String child) {
        double bytes = byteSize / -Math.expm1(-byteSize / (double) mean);
        Sample sample = new Sample(address, callers(), bytesBefore + bytes, child);
        if (AllocationSampleEvent.isOn()) {
            String owner = ChildAccount.nameOf(pool, child);
            AllocationSampleEvent.emit(owner, allocator, address, byteSize, blockBytes, Math.round(bytes),
                    sample.place());
        }
        samples.put(sample);
    }

    /**
     * As {@link #sample}, for a block that begins at this unit of the pool: it is marked, for
     * {@link #forgetBlock}.
     */
    public void sampleBlock(long unit, long address, long byteSize, long mean) {
        sampleBlock(unit, address, byteSize, mean, "");
    }

    /**
     * As {@link #sampleBlock(long, long, long, long)}, for a block of a child of the pool; an empty
     * name is the pool itself.
     */
    void sampleBlock(long unit, long address, long byteSize, long mean, String child) {
        sample(address, byteSize, mean, byteSize, 0, child);
        marked.mark(unit, 1);
    }

    /**
     * Counts what the block that begins at this unit gained or lost where it lies. Of what it
     * gained a byte is sampled as of any allocation: the place that made it longer holds the whole
     * block from then on. What its sample stood for shrinks with it. To be called by its holder.
     * Nothing is changed where it fails; where a block is made shorter it makes no Java object, and
     * never fails.
     */
    public void resizeBlock(long unit, long address, long bytesBefore, long bytesNow) {
        resizeBlock(unit, address, bytesBefore, bytesNow, "");
    }

    /**
     * As {@link #resizeBlock(long, long, long, long)}, for a block of a child of the pool; an empty
     * name is the pool itself.
     */
    void resizeBlock(long unit, long address, long bytesBefore, long bytesNow, String child) {
        if (bytesNow > bytesBefore) {
            long mean = due(bytesNow - bytesBefore);
            if (mean != 0) {
                Sample before = samples.get(address);
                sample(address, bytesNow - bytesBefore, mean, bytesNow, before == null ? 0 : before.bytes(), child);
                marked.mark(unit, 1);
            }
        } else if (marked.anyDirty(unit, 1)) {
            Sample sample = samples.get(address);
            if (sample != null) {
                sample.stand(sample.bytes() * bytesNow / bytesBefore);
            }
        }
    }

    /**
     * Forgets a block, if it is known; to be called by its last holder, before the block is free.
     */
    public void forget(long address) {
        Sample sample = samples.remove(address);
        if (sample != null && UNRECORDED.isEnabled()) {
            SampleFreedEvent.emit(pool, sample.child(), allocator, address, sample.age());
        }
    }

    /**
     * Forgets the block that begins at this unit, if it is marked: else it costs a read and no
     * more.
     */
    public void forgetBlock(long unit, long address) {
        if (marked.anyDirty(unit, 1)) {
            marked.clear(unit, 1);
            forget(address);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- report

    /** The places that hold most, most first. Cost: a few microseconds for each live sample. */
    public List<AllocationSite> top(int limit) {
        return top(limit, each -> true);
    }

    /** As {@link #top(int)}, of a child of the pool alone. */
    List<AllocationSite> top(int limit, String child) {
        return top(limit, each -> each.equals(child));
    }

    private List<AllocationSite> top(int limit, Predicate<String> ofChild) {
        Map<Place, Estimate> estimates = new HashMap<>();
        for (Sample sample : samples.all()) {
            if (ofChild.test(sample.child())) {
                estimates.merge(new Place(sample.place(), sample.child()), new Estimate(1, sample.bytes()),
                        Estimate::plus);
            }
        }
        return estimates.entrySet().stream()
                .map(each -> new AllocationSite(each.getKey().callers, each.getValue().samples,
                        Math.round(each.getValue().bytes), each.getKey().child))
                .sorted(Comparator.comparingLong(AllocationSite::estimatedBytes).reversed()
                        .thenComparing(AllocationSite::place))
                .limit(limit)
                .toList();
    }

    /** The place that allocated a block, if it is known. */
    public Optional<String> placeOf(long address) {
        return Optional.ofNullable(samples.get(address)).map(Sample::place);
    }

    /** How long ago a block was sampled, if it is known. */
    Optional<Duration> ageOf(long address) {
        return Optional.ofNullable(samples.get(address)).map(sample -> Duration.ofNanos(sample.age()));
    }

    private record Place(String callers, String child) {}

    private record Estimate(long samples, double bytes) {
        Estimate plus(Estimate other) {
            return new Estimate(samples + other.samples, bytes + other.bytes);
        }
    }

    /** Bytes of the lanes and marks, and of the samples that are live, each taken for 256. */
    public long byteSize() {
        return lanes.byteSize() + marked.byteSize() + BYTES_OF_SAMPLE * samples.size();
    }

    /**
     * Where there is no Java heap or stack for it the walker throws an error around the one that
     * says so: that one is thrown.
     */
    private static List<StackFrame> callers() {
        try {
            return WALKER
                    .walk(frames -> frames.dropWhile(frame -> isOwn(frame.getClassName())).limit(CALLERS).toList());
        } catch (InternalError failed) {
            throw innermost(failed);
        }
    }

    private static Error innermost(InternalError failed) {
        for (Throwable cause = failed.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError error && !(error instanceof InternalError)) {
                return error;
            }
        }
        return failed;
    }

    private static boolean isOwn(String className) {
        return OWN_CLASSES.contains(className) || OWN_PACKAGES.stream().anyMatch(className::startsWith);
    }
}
