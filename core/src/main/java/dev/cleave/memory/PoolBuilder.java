package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.BuddySpaceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link Pool}, all of which have defaults. Not thread-safe. */
public final class PoolBuilder {
    private static final long DEFAULT_UNIT = 4096;
    private static final long SMALLEST_UNIT = 64;
    private static final long LARGEST_UNIT = 1L << 30;
    private static final Duration DEFAULT_DECAY = Duration.ofSeconds(10);
    private static final double DEFAULT_RETAINED = 0.1;

    private static final AtomicLong POOLS = new AtomicLong();
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");

    /**
     * Null for the current one, which is not looked for before it is needed: another may be set
     * where it cannot be had.
     */
    private @Nullable OperatingSystem system;

    /** Null for the shared one, which reads the system's limits. */
    private @Nullable MemoryBudget budget;

    /** What the pool that is being built may commit. */
    private BudgetAccount account = BudgetAccount.unlimited();

    private MemorySource source = MemorySource.anonymous();
    private String name = "pool-" + POOLS.incrementAndGet();
    private long capacity;
    private long unit = DEFAULT_UNIT;
    private boolean prefault;
    private OptionalInt node = OptionalInt.empty();
    private @Nullable Duration decay;
    private long dirtyLimit = DirtyLimit.NONE;
    private boolean purge = true;
    private double retainedShare = DEFAULT_RETAINED;
    private long bytesPerSample;
    private final List<PressureListener> listeners = new ArrayList<>();
    private Consumer<BuddySpaceBuilder> space = unused -> {};

    PoolBuilder() {}

    /** What reports call the pool; {@code pool-1}, {@code pool-2}, … unless told. */
    public PoolBuilder name(String newName) {
        name = Objects.requireNonNull(newName, "name");
        return this;
    }

    /**
     * The most bytes that the pool can hand out, rounded down to whole units. Unless told, a
     * quarter of what this process may use (of physical memory, or of the container's limit where
     * that is smaller), but at most half of what its {@link #budget} has promised to no other pool:
     * so the Java heap and pools of default capacity never exceed the limit together. A larger one
     * than is left is allowed, and warned of once.
     */
    public PoolBuilder capacity(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a capacity of " + bytes + " bytes: it must hold at least one unit");
        }
        capacity = bytes;
        return this;
    }

    /** Bytes of the smallest block: a power of two from 64 to 1 GiB; 4096 unless told. */
    public PoolBuilder unit(long bytes) {
        if (bytes < SMALLEST_UNIT || bytes > LARGEST_UNIT || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("a unit of " + bytes + " bytes: it must be a power of two from "
                    + SMALLEST_UNIT + " to " + LARGEST_UNIT);
        }
        unit = bytes;
        return this;
    }

    /** Where the memory comes from; anonymous memory unless told. */
    public PoolBuilder source(MemorySource newSource) {
        source = Objects.requireNonNull(newSource, "source");
        return this;
    }

    /**
     * Whether all memory is committed at opening, so that no page fault comes later; it is not
     * unless told. Such memory stays committed when it is free, unless a {@link #decay} time is set
     * as well, and until {@link Pool#trim()}.
     */
    public PoolBuilder prefault(boolean enabled) {
        prefault = enabled;
        return this;
    }

    /**
     * Binds the memory to a NUMA node; wherever the kernel likes unless told. Where this process
     * may not say, as in many containers, it is logged, {@link Region#backing()} says so, and the
     * memory lies where the kernel likes.
     */
    public PoolBuilder node(int number) {
        node = OptionalInt.of(number);
        return this;
    }

    /**
     * How long memory stays free before it goes back to the operating system: at least this long
     * and at most about twice as long; 10 seconds unless told. A prefaulted pool keeps its memory
     * until a time is set. Times beyond 292 years are as good as 292 years.
     */
    public PoolBuilder decay(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a decay time of " + time
                    + ": it must be positive; purge(false) leaves memory committed until trim()");
        }
        decay = time;
        return this;
    }

    /**
     * The most bytes that may be free and committed; as many as {@link #decay} and {@link #retain}
     * leave unless told. It acts at once: whoever frees what exceeds it gives some of what is free
     * back to the operating system, the highest first, until half of so many bytes are left; single
     * pages too, where larger pieces are not enough. What another thread holds or gives back at
     * that moment may come on top, and so may free parts of pages that are in use. Memory that is
     * {@link #prefault}ed goes back too; none does without {@link #purge}, or where the system
     * takes nothing back.
     *
     * <p>Less is less memory, and more page faults. Cost of a free: an atomic addition, and now and
     * then, the more rarely the larger the limit is, a look at the whole pool, of microseconds for
     * a gigabyte. With 0 that comes with each free: a hundredth of the capacity or more is cheap.
     */
    public PoolBuilder dirtyLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a dirty limit of " + bytes + " bytes: it must be 0 or more");
        }
        dirtyLimit = bytes;
        return this;
    }

    /**
     * Whether free memory goes back to the operating system by itself; it does unless told or
     * {@link #prefault}ed.
     */
    public PoolBuilder purge(boolean enabled) {
        purge = enabled;
        return this;
    }

    /**
     * How much free memory may stay committed while the pool grows, as a share of the most that was
     * used of late: a tenth unless told. Half of it, or a 40th of the capacity where that is more,
     * stays in any case; from there on requests are served out of committed holes first. A request
     * that is then served from uncommitted memory gives some of the free memory beyond the share
     * back to the operating system; less retained is less memory where sizes mix badly, and more
     * page faults. {@link Double#POSITIVE_INFINITY} leaves it to {@link #decay} alone. Without
     * effect where free memory does not go back by itself: see {@link #purge}.
     */
    public PoolBuilder retain(double share) {
        if (!(share >= 0)) {
            throw new IllegalArgumentException("a share of " + share + " to retain: it must be 0 or more");
        }
        retainedShare = share;
        return this;
    }

    /** Asks this listener for memory when the pool is full, after those added before. */
    public PoolBuilder pressureListener(PressureListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Samples who allocates: one allocation of every so many bytes, at random distances, is
     * remembered with its callers, for the report when the pool is full, and emitted as a JFR
     * event. Off unless told; 512 KiB is a good distance.
     */
    public PoolBuilder sampleEvery(long bytes) {
        AllocationSites.requireDistance(bytes);
        bytesPerSample = bytes;
        return this;
    }

    /**
     * What the pool shares with others: before it commits more than is left, they give back what
     * they keep free. The process's {@link MemoryBudget#shared()} unless told.
     */
    public PoolBuilder budget(MemoryBudget newBudget) {
        budget = Objects.requireNonNull(newBudget, "budget");
        return this;
    }

    /** The port to the operating system; {@link OperatingSystem#current()} unless told. */
    public PoolBuilder operatingSystem(OperatingSystem newSystem) {
        system = Objects.requireNonNull(newSystem, "operatingSystem");
        return this;
    }

    /** Sets up the buddy space: its stripes, magazines, and where its metadata lies. */
    public PoolBuilder space(Consumer<BuddySpaceBuilder> settings) {
        space = Objects.requireNonNull(settings, "space");
        return this;
    }

    /**
     * Opens the pool. Where that fails, nothing stays mapped, open, or counted, and no file was
     * made or became larger.
     *
     * @throws IllegalArgumentException where the capacity holds no unit or the node does not exist
     * @throws IllegalCallerException where the system's own port is denied native access: see
     *     {@link OperatingSystem#current()}
     * @throws BudgetExceededException where more is to be pre-faulted than the budget has left
     * @throws DiskFullException where a file's disk has no room for what is to be pre-faulted
     * @throws OperatingSystemException where the system refuses the memory
     * @throws UnsupportedOperationException where the system does not have what was asked for
     */
    public Pool build() {
        OperatingSystem port = system();
        MemoryBudget shared = source instanceof MemorySource.MappedFile ? MemoryBudget.unlimited() : budget();
        long bytes = capacity > 0 ? capacity : defaultCapacity(port, shared);
        long units = bytes / unit;
        if (units == 0) {
            throw new IllegalArgumentException("a capacity of " + bytes + " bytes holds no unit of " + unit
                    + ": choose a larger capacity or a smaller unit"
                    + (capacity > 0 ? "" : "; as none was chosen, it is half at most of what is left of " + shared));
        }
        BuddySpaceBuilder settings = BuddySpace.builder(units);
        space.accept(settings);
        BuddySpace built = settings.build();
        account = shared.open(name, units * unit, capacity > 0);
        try {
            if (prefault) {
                account.require(name, units * unit);
            }
            return open(port, built, account);
        } catch (RuntimeException | Error refused) {
            account.close();
            throw refused;
        }
    }

    private Pool open(OperatingSystem port, BuddySpace built, BudgetAccount charged) {
        Region region = Region.open(port, source, built.units() * unit, unit << built.maxOrder());
        try {
            region.charge(charged);
            if (node.isPresent() && !region.bind(node.getAsInt())) {
                LOG.log(System.Logger.Level.WARNING, "pool " + name + ": " + region.backing());
            }
            if (prefault) {
                region.prefault();
            }
            Pool pool = new Pool(this, built, region);
            region.own();
            return pool;
        } catch (RuntimeException | Error refused) {
            FileTrace.afterFailure(refused, region::discard);
            throw refused;
        }
    }

    private static long defaultCapacity(OperatingSystem port, MemoryBudget shared) {
        long limit = port.memoryLimit();
        return shared.defaultCapacity(limit > 0 ? limit : Runtime.getRuntime().maxMemory());
    }

    private OperatingSystem system() {
        OperatingSystem chosen = system;
        if (chosen == null) {
            chosen = OperatingSystem.current();
            system = chosen;
        }
        return chosen;
    }

    private MemoryBudget budget() {
        MemoryBudget chosen = budget;
        return chosen == null ? MemoryBudget.shared() : chosen;
    }

    String name() {
        return name;
    }

    int unitShift() {
        return Long.numberOfTrailingZeros(unit);
    }

    /** How the memory is backed. */
    Footprint.Policy footprint() {
        return new Footprint.Policy(Long.numberOfTrailingZeros(system().pageSize()), prefault, purgePeriod() > 0,
                retainedShare, purge && system().canDrop() ? dirtyLimit : DirtyLimit.NONE, account);
    }

    /** Nanoseconds from one purge to the next; 0 for none. */
    long purgePeriod() {
        if (!purge || !system().canDrop() || prefault && decay == null) {
            return 0;
        }
        return TimeUnit.NANOSECONDS.convert(decay != null ? decay : DEFAULT_DECAY);
    }

    long bytesPerSample() {
        return bytesPerSample;
    }

    List<PressureListener> listeners() {
        return listeners;
    }
}
