package dev.cleave.memory;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the pools that share it may commit together. Before one of them commits more than
 * is left, the others are asked to give back what they keep free and committed; so one pool's spare
 * memory does not cost another one, or the whole process, its life.
 *
 * <p>The pools of a process share {@link #shared()} unless told otherwise: see
 * {@link PoolBuilder#budget}. A budget asks and does not refuse: what a pool was promised as its
 * capacity it may commit even where the budget is exceeded. Refused is only what can be refused in
 * time: pre-faulting more than is left. Memory of files is not counted, as the system writes it
 * back when it needs room.
 *
 * <p>Thread-safe. Nobody waits here: a pool that is just giving memory back, or is being closed, is
 * passed over.
 */
public final class MemoryBudget {
    private static final System.Logger LOG = System.getLogger("dev.cleave.memory");
    private static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE, "no limit");

    private final long limit;
    private final String origin;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong promised = new AtomicLong();
    private final AtomicInteger hand = new AtomicInteger();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Replaced whole, under the monitor; read by whoever asks. */
    private volatile BudgetAccount[] accounts = {};

    private MemoryBudget(long limit, String origin) {
        this.limit = limit;
        this.origin = origin;
    }

    /** Made when it is first asked for, as the system's limits are read for it. */
    private static final class Shared {
        static final MemoryBudget INSTANCE = ofProcess(
                LinuxOperatingSystem.isSupported() ? ContainerLimit.ofThisProcess(KernelText.own()) : 0,
                Runtime.getRuntime().maxMemory());

        private Shared() {}
    }

    /**
     * The budget of this process: what it may use (physical memory, or its container's limit where
     * that is smaller), less the largest Java heap and a reserve for the rest of the JVM. Unlimited
     * where the system does not tell the limit.
     */
    public static MemoryBudget shared() {
        return Shared.INSTANCE;
    }

    /** A budget of so many bytes for the pools that are given it. */
    public static MemoryBudget of(long byteSize) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("a budget of " + byteSize + " bytes: it must be 0 or more");
        }
        return new MemoryBudget(byteSize, "as it was set");
    }

    /** The budget of pools that are not to be counted. */
    public static MemoryBudget unlimited() {
        return UNLIMITED;
    }

    /**
     * The budget of a process.
     *
     * @param mayUse bytes that it may use; 0 where not known
     * @param heap the largest Java heap
     */
    static MemoryBudget ofProcess(long mayUse, long heap) {
        if (mayUse <= 0) {
            return UNLIMITED;
        }
        long rest = BudgetAccount.reserveOfJvm(mayUse, heap);
        return new MemoryBudget(Math.max(0, mayUse - Math.min(mayUse, heap) - rest), mayUse
                + " that this process may use, less a Java heap of up to " + heap + " and " + rest
                + " for the rest of the JVM");
    }

    /**
     * The most bytes that its pools should commit together; {@link Long#MAX_VALUE} for no limit.
     */
    public long limit() {
        return limit;
    }

    /**
     * Bytes that its pools have set aside to commit: at least what they committed, and a few MiB
     * more each.
     */
    public long reservedBytes() {
        return reserved.get();
    }

    /** The capacities of its pools, together. */
    public long promisedBytes() {
        return promised.get();
    }

    /** Bytes that no pool's capacity has a claim to; never negative. */
    long unpromised() {
        return Math.max(0, limit - promised.get());
    }

    /**
     * The most that a pool of default capacity may have: half of what is left, so that the next one
     * has some too. Where capacities that the user chose exceed the budget, no default can mend
     * that: left is then what nobody has set aside yet.
     */
    long defaultCapacity(long mayUse) {
        if (limit == Long.MAX_VALUE) {
            return mayUse / BudgetAccount.DEFAULT_SHARE;
        }
        long left = promised.get() <= limit ? unpromised() : Math.max(0, left());
        return Math.min(mayUse / BudgetAccount.DEFAULT_SHARE, left / 2);
    }

    /**
     * An account for a pool of this capacity, to be closed with it.
     *
     * @param chosen whether the capacity was chosen by the user, who is warned once where it is
     *     more than is left
     */
    BudgetAccount open(String pool, long capacity, boolean chosen) {
        if (limit == Long.MAX_VALUE) {
            return BudgetAccount.unlimited();
        }
        BudgetAccount account = new BudgetAccount(this, capacity);
        synchronized (this) {
            accounts = Stream.concat(Arrays.stream(accounts).filter(each -> !each.isClosed()), Stream.of(account))
                    .toArray(BudgetAccount[]::new);
        }
        long left = unpromised();
        if (chosen && capacity > left && warned.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, "pool " + pool + " may commit " + capacity + " bytes, but " + left
                    + " are left of "
                    + this
                    + ": when all is used, the system may end this process; choose a smaller capacity or a smaller"
                    + " Java heap (-Xmx), or MemoryBudget.unlimited() to be told no more");
        }
        promised.getAndAdd(capacity);
        return account;
    }

    /**
     * A pool is closed: its account is left out when the next one is opened, as a closing must not
     * need the Java heap.
     */
    void forget(long capacity) {
        promised.getAndAdd(-capacity);
    }

    /**
     * Sets so many bytes aside if there are as many; asks the other pools first if there are not.
     */
    boolean take(long byteSize, @Nullable BudgetAccount asker) {
        if (takeLeft(byteSize)) {
            return true;
        }
        ask(byteSize, asker);
        return takeLeft(byteSize);
    }

    /** Sets so many bytes aside if there are as many. */
    boolean takeLeft(long byteSize) {
        for (long before = reserved.get(); byteSize <= limit - before; before = reserved.get()) {
            if (reserved.compareAndSet(before, before + byteSize)) {
                return true;
            }
        }
        return false;
    }

    /** Sets so many bytes aside although they are too many. */
    void takeAnyway(long byteSize) {
        reserved.getAndAdd(byteSize);
    }

    void giveBack(long byteSize) {
        reserved.getAndAdd(-byteSize);
    }

    /** One pool after the other, each time from another one on, until enough is left. */
    private void ask(long byteSize, @Nullable BudgetAccount asker) {
        BudgetAccount[] all = accounts;
        int first = hand.getAndIncrement();
        for (int i = 0; i < all.length && missing(byteSize) > 0; i++) {
            BudgetAccount each = all[Math.floorMod(first + i, all.length)];
            if (each != asker) {
                each.ask(missing(byteSize));
            }
        }
    }

    /** So many bytes of these are not left. */
    long missing(long byteSize) {
        return byteSize - (limit - reserved.get());
    }

    /** What is left to commit: negative where more is set aside than there is. */
    long left() {
        return limit - reserved.get();
    }

    @Override
    public String toString() {
        return "a budget of " + limit + " bytes (" + origin + "), of which " + promised.get()
                + " are promised to pools and " + reserved.get() + " set aside to be committed";
    }
}
