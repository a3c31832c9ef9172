package dev.cleave.workshop.kit;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a crowd: it allocates blocks of mixed orders until it is refused or holds its share, then frees about as many as it allocates.
 * Some it lays into an exchange, for whoever comes by to free.
 */
final class Worker implements Watchdog.Task {
    /**
     * What the threads of a crowd share.
     *
     * @param allocator what they try
     * @param owners who holds each unit
     * @param exchange blocks for whoever comes by
     * @param steps of each thread
     * @param share units that each thread wants to hold
     * @param meeting where they wait for each other before each step, if they do
     */
    record Crowd(BlockAllocator allocator, OwnerMap owners, AtomicReferenceArray<@Nullable Held> exchange, int steps,
            long share, Optional<Meeting> meeting) {}

    /**
     * A block and who claimed it.
     *
     * @param thread its number
     * @param block the units that were asked for
     */
    record Held(int thread, Block block) {}

    private final BlockAllocator allocator;
    private final Crowd crowd;
    private final int thread;
    private final SplittableRandom random;
    private final List<Held> mine = new ArrayList<>();
    private long heldUnits;

    /** The thread of this number in a crowd. */
    Worker(Crowd crowd, int thread, SplittableRandom random) {
        this.allocator = crowd.allocator();
        this.crowd = crowd;
        this.thread = thread;
        this.random = random;
    }

    @Override
    public void run() throws InterruptedException {
        for (int step = 0; step < crowd.steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (crowd.meeting.isPresent()) {
                crowd.meeting.get().await(step);
            }
            int choice = random.nextInt(100);
            if (choice < 6) {
                swap();
            } else if (choice < 8) {
                misuse();
            } else if (heldUnits < crowd.share && choice < 60) {
                allocate(choice < 14);
            } else if (!mine.isEmpty()) {
                free(takeOne());
            } else {
                allocate(false);
            }
        }
    }

    /** What it still holds; for the thread that waited for it. */
    List<Held> held() {
        return mine;
    }

    private void allocate(boolean byUnits) {
        int order = random.nextInt(random.nextInt(allocator.shape().maxOrder() + 1) + 1);
        long units = byUnits ? 1 + random.nextLong(1L << order) : 1L << order;
        long offset = byUnits ? allocator.allocateUnits(units) : allocator.allocate(order);
        if (offset != NO_BLOCK) {
            Held held = new Held(thread, new Block(offset, units));
            crowd.owners.claim(thread, held.block);
            mine.add(held);
            heldUnits += units;
        }
    }

    private void free(Held held) {
        crowd.owners.giveUp(held.thread, held.block);
        allocator.free(held.block.offset());
    }

    private Held takeOne() {
        int victim = random.nextInt(mine.size());
        Held held = mine.get(victim);
        mine.set(victim, mine.getLast());
        mine.removeLast();
        heldUnits -= held.block.units();
        return held;
    }

    /** Lays a block of its own into the exchange, and frees the one that lay there, most likely another thread's. */
    private void swap() {
        Held found =
                crowd.exchange.getAndSet(random.nextInt(crowd.exchange.length()), mine.isEmpty() ? null : takeOne());
        if (found != null) {
            free(found);
        }
    }

    /** Frees what must be refused whatever the others do: inside a block of its own, or outside of the space. */
    private void misuse() {
        long wrong = allocator.shape().units() + random.nextLong(100);
        if (!mine.isEmpty() && mine.getLast().block.units() > 1) {
            Block own = mine.getLast().block;
            wrong = own.offset() + 1 + random.nextLong(own.units() - 1);
        }
        try {
            allocator.free(wrong);
        } catch (IllegalArgumentException refused) {
            return;
        }
        throw new AssertionError("thread " + thread + ": free(" + wrong + ") was not refused");
    }
}
