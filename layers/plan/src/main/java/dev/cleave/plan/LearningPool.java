package dev.cleave.plan;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Serves a program that comes to repeat itself, without being told when or what: a training loop, a
 * server of like requests. It watches what a heap serves until a period is seen three times, plans
 * one turn, and follows the plan. Where more than half of a turn differs from the plan, it watches
 * anew.
 *
 * {@snippet :
 * try (Pool pool = Pool.builder().capacity(1L << 30).build();
 *         LearningPool steps = LearningPool.of(pool)) {
 *     long address = steps.allocate(4096);
 *     steps.free(address);
 * }
 * }
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time; a lock makes calls take
 * turns.
 *
 * <p><strong>Cost.</strong> While it watches, that of the heap and of a hash map. The call that
 * completes the third turn plans, for a fifth of a second at most unless told otherwise, and others
 * wait. From then on, that of a {@link PlannedPool}.
 */
public final class LearningPool implements AutoCloseable {
    /** How long planning may take unless told. */
    public static final Duration USUAL_LIMIT = Duration.ofMillis(200);

    /** A recording without a period ends here, and another begins. */
    static final int MOST_RECORDED = 1 << 20;

    /** How many allocations are judged together at the least. */
    private static final int LEAST_JUDGED = 64;

    private final Pool pool;
    private final Planner planner;
    private final Heap heap;
    private final Object lock = new Object();
    private final List<PlannedPool> retired = new ArrayList<>();
    private Recording recording = new Recording();
    private @Nullable PlannedPool following;
    private long judgedAllocations;
    private long judgedStrays;
    private int plans;
    private boolean closed;

    private LearningPool(Pool pool, Planner planner) {
        this.pool = pool;
        this.planner = planner;
        heap = Heap.builder(pool).reportLeaks(false).build();
    }

    /** A learning pool that plans places of 8 bytes. */
    public static LearningPool of(Pool pool) {
        return of(pool, new Planner().withLimit(USUAL_LIMIT));
    }

    /**
     * A learning pool with a planner of the caller's.
     *
     * @throws IllegalArgumentException where the planner's alignment is more than the pool's blocks
     *     can have
     */
    public static LearningPool of(Pool pool, Planner planner) {
        PlannedPool.requireAlignment(pool, planner.alignment());
        return new LearningPool(pool, planner);
    }

    /**
     * Allocates.
     *
     * @param byteSize 1 or more
     * @return the address of a block, aligned as the planner's places are
     * @throws PoolExhaustedException where the pool has no room
     * @throws IllegalArgumentException where the size is none
     * @throws IllegalStateException where this is closed
     */
    public long allocate(long byteSize) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the learning pool over pool " + pool.name() + " is closed");
            }
            PlannedPool planned = following;
            if (planned != null) {
                long address = planned.allocate(byteSize);
                judge(planned);
                return address;
            }
            long address = PlannedPool.allocate(heap, byteSize, planner.alignment());
            recording.allocated(address, byteSize);
            if (recording.isDue()) {
                learn();
            }
            return address;
        }
    }

    private void learn() {
        Optional<Cycle> cycle = recording.look();
        if (cycle.isPresent()) {
            follow(cycle.get());
        } else if (recording.count() >= MOST_RECORDED) {
            recording = new Recording();
        }
    }

    /**
     * Where the pool has no room for the plan, the program stays with the heap, and is recorded on.
     */
    private void follow(Cycle cycle) {
        Plan plan = planner.plan(cycle.lifetimes());
        try {
            PlannedPool planned = PlannedPool.over(heap, plan);
            planned.expect(cycle.next());
            following = planned;
            recording = new Recording();
            judgedAllocations = 0;
            judgedStrays = 0;
            plans++;
        } catch (PoolExhaustedException full) {
            recording = new Recording();
        }
    }

    /** Once a turn: whether the program still does what was planned. */
    private void judge(PlannedPool planned) {
        judgedAllocations++;
        if (judgedAllocations < Math.max(LEAST_JUDGED, planned.plan().lifetimes().count())) {
            return;
        }
        PlannedUsage usage = planned.usage();
        long strays = usage.differing() + usage.occupied();
        if (2 * (strays - judgedStrays) > judgedAllocations) {
            retired.add(planned);
            following = null;
            closeEmptied();
        }
        judgedAllocations = 0;
        judgedStrays = strays;
    }

    /**
     * Takes a block back, whoever served it, in whatever order; 0 does nothing, as in C.
     *
     * @throws IllegalArgumentException where no live block of this pool begins at the address;
     *     nothing is changed
     */
    public void free(long address) {
        synchronized (lock) {
            PlannedPool planned = following;
            if (planned != null && planned.holds(address)) {
                planned.free(address);
                return;
            }
            for (PlannedPool each : retired) {
                if (each.holds(address)) {
                    each.free(address);
                    closeEmptied();
                    return;
                }
            }
            heap.free(address);
            recording.freed(address);
        }
    }

    /** Plans that are not followed any more go when their last block does. */
    private void closeEmptied() {
        for (Iterator<PlannedPool> each = retired.iterator(); each.hasNext();) {
            PlannedPool planned = each.next();
            if (planned.usage().plannedBlocks() == 0) {
                planned.close();
                each.remove();
            }
        }
    }

    /** What is known now. */
    public LearningUsage usage() {
        synchronized (lock) {
            return new LearningUsage(recording.count(), plans, Optional.ofNullable(following).map(PlannedPool::usage));
        }
    }

    /** The plan that is followed, if one is. */
    public Optional<Plan> plan() {
        synchronized (lock) {
            return Optional.ofNullable(following).map(PlannedPool::plan);
        }
    }

    /** Gives all memory back to the pool, that of live blocks too. A second call does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                heap.close();
            } finally {
                retired.forEach(PlannedPool::close);
                if (following != null) {
                    following.close();
                }
            }
        }
    }
}
