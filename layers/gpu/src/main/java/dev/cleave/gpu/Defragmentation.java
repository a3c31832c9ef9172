package dev.cleave.gpu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Empties blocks of device memory, so that they can be given back: pass by pass, as many as a
 * program likes, a few in each frame. Those blocks are emptied that free most for each byte that is
 * copied, into the fullest, and only as long as that pays ({@link
 * DefragmentationSettings#leastFreed}). Nothing is moved twice.
 *
 * {@snippet :
 * try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(16 << 20, 64))) {
 *     DefragmentationPass pass = work.beginPass();
 *     while (!pass.moves().isEmpty()) {
 *         for (DefragmentationMove move : pass.moves()) {
 *             // record a copy of move.copy(), or move.ignore(), or move.destroy()
 *         }
 *         // submit, wait, bind resources anew
 *         pass.end();
 *         pass = work.beginPass();
 *     }
 * }
 * }
 *
 * <p>What a fence guards, what is mapped by {@link DeviceAllocation#map()}, what has a block of its
 * own and what was freed is never moved. Others may allocate and free meanwhile; what is freed while
 * it is being moved goes with the end of its pass.
 *
 * <p><strong>Threads.</strong> Any thread may call; one pass is under way at a time.
 */
public final class Defragmentation implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.cleave.gpu");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DefragmentationSettings settings;
    private final List<DevicePool> pools;
    private final DeviceMemory memory;
    private final DeferredFrees deferred;
    private final List<Evacuation> evacuations = new ArrayList<>();
    private @Nullable DefragmentationPass pass;
    private DefragmentationResult total = DefragmentationResult.NONE;
    private boolean closed;

    private Defragmentation(
            DefragmentationSettings settings, List<DevicePool> pools, DeviceMemory memory, DeferredFrees deferred) {
        this.settings = settings;
        this.pools = pools;
        this.memory = memory;
        this.deferred = deferred;
        pools.forEach(pool -> evacuations.add(new Evacuation(pool, settings, deferred)));
    }

    static Defragmentation begin(
            DefragmentationSettings settings, List<DevicePool> pools, DeviceMemory memory, DeferredFrees deferred) {
        int begun = 0;
        Defragmentation defragmentation = null;
        try {
            while (begun < pools.size()) {
                pools.get(begun).beginDefragmentation();
                begun++;
            }
            defragmentation = new Defragmentation(settings, pools, memory, deferred);
            return defragmentation;
        } finally {
            if (defragmentation == null) {
                pools.subList(0, begun).forEach(DevicePool::endDefragmentation);
            }
        }
    }

    /**
     * The next pass. Frees that are due are completed first.
     *
     * @return one without moves where nothing more is to be gained now
     * @throws IllegalStateException where the last one was not ended, or all is closed
     */
    public synchronized DefragmentationPass beginPass() {
        requireOpen();
        if (pass != null && pass.isUnderWay()) {
            throw new IllegalStateException("a pass is under way: end it before the next begins");
        }
        deferred.completeDue();
        PassBudget budget = new PassBudget(settings);
        List<DefragmentationMove> moves = new ArrayList<>();
        DefragmentationPass next = null;
        try {
            evacuations.forEach(each -> each.plan(budget, moves));
            next = new DefragmentationPass(moves, deferred, this::ended);
            pass = next;
            return next;
        } finally {
            if (next == null) {
                Evacuation.undo(moves, 0, deferred);
            }
        }
    }

    /** What is not settled now, as the Java heap is full, is when the next pass begins, or at the end. */
    private synchronized void ended(DefragmentationResult result) {
        try {
            total = total.plus(result);
            evacuations.forEach(Evacuation::endPass);
        } catch (OutOfMemoryError full) {
            LOG.log(System.Logger.Level.DEBUG, "blocks are given back later, as the Java heap is full", full);
        }
    }

    /**
     * Runs one pass: copies buffers on the device, waits, ends the pass. Allocations that are no
     * buffers are ignored: their bytes are laid out as the driver likes. Whoever has resources bound
     * binds new ones afterwards.
     *
     * @param moved is told of each allocation that lies elsewhere now
     * @return whether anything was moved; false where nothing more is to be gained now
     * @throws DeviceException where the device fails, or does not copy in a minute; nothing is moved
     */
    public boolean runPass(Consumer<DeviceAllocation> moved) {
        DefragmentationPass running = beginPass();
        boolean copied = false;
        try {
            copy(running);
            copied = true;
        } finally {
            if (!copied) {
                running.moves().forEach(DefragmentationMove::ignore);
                DefragmentationResult unused = running.end();
            }
        }
        DefragmentationResult result = running.end();
        for (DefragmentationMove move : running.moves()) {
            if (move.outcome() == DefragmentationMove.Outcome.COPIED && move.allocation().isLive()) {
                moved.accept(move.allocation());
            }
        }
        return result.moves() > 0;
    }

    private void copy(DefragmentationPass running) {
        List<RangeCopy> copies = new ArrayList<>();
        for (DefragmentationMove move : running.moves()) {
            if (move.allocation().kind() == ResourceKind.BUFFER) {
                copies.add(move.copy());
            } else {
                move.ignore();
            }
        }
        if (!copies.isEmpty() && !memory.copy(copies).await(PATIENCE)) {
            throw new DeviceException("the device has not copied " + copies.size() + " ranges in " + PATIENCE);
        }
    }

    /** What was done so far. */
    public synchronized DefragmentationResult result() {
        return total;
    }

    /**
     * Ends the defragmentation: blocks that were being emptied are used as any other. Harmless a
     * second time.
     *
     * @throws IllegalStateException where a pass is under way; all goes on
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        if (pass != null && pass.isUnderWay()) {
            throw new IllegalStateException("a pass is under way: end it, then close the defragmentation");
        }
        closed = true;
        try {
            int unused = deferred.completeDue();
        } finally {
            evacuations.forEach(Evacuation::end);
            pools.forEach(DevicePool::endDefragmentation);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the defragmentation is closed");
        }
    }
}
