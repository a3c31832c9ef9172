package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server: a thread replaces random ones of the thousand blocks of a room, and now and then leaves the room to another
 * thread and goes on in the one that some thread left before; an operation is one replacement.
 *
 * <p>There is one room more than threads. A block allocated by one thread is so freed by another, as a server's requests
 * outlive the threads that took them in.
 */
final class LarsonWorker extends Worker {
    /** Live blocks of a room. */
    static final int LIVE = 1_000;

    /** Replacements between two moves. */
    static final int STAY = 10_000;

    /** The order of the largest size, 100 bytes in units of 8. */
    static final int LARGEST_ORDER = 4;

    private static final int LEAST_BYTES = 10;
    private static final int SIZES = 91;
    private static final int MINIMUM_BLOCK = 8;

    private final RandomSource random;
    private final OptionalInt fixedOrder;
    private final Exchange exchange;
    private final boolean first;
    private Room room;
    private int stayed;

    /** The room that nobody is in. */
    static final class Exchange {
        private final AtomicReference<Room> empty = new AtomicReference<>(Room.NONE);
    }

    /** Blocks and the hold through which all of them were allocated; in the hands of one thread at a time. */
    private record Room(BlockHold allocator, long[] blocks) {
        static final Room NONE = new Room(new HandoffRing.Nobody(), new long[0]);

        static Room of(Peer peer) {
            return new Room(peer.forThread(LIVE), new long[LIVE]);
        }
    }

    /**
     * A worker with a room of its own.
     *
     * @param fixedOrder of all blocks, instead of random sizes
     * @param first whether this worker furnishes and clears the room that nobody is in
     */
    LarsonWorker(Peer peer, RandomSource random, OptionalInt fixedOrder, Exchange exchange, boolean first) {
        this.random = random;
        this.fixedOrder = fixedOrder;
        this.exchange = exchange;
        this.first = first;
        room = Room.of(peer);
        if (first) {
            exchange.empty.setRelease(Room.of(peer));
        }
    }

    @Override
    void prepare() {
        fill(room);
        if (first) {
            fill(exchange.empty.getAcquire());
        }
    }

    private void fill(Room furnished) {
        for (int slot = 0; slot < LIVE; slot++) {
            furnished.blocks[slot] = furnished.allocator.allocate(nextOrder(), slot);
        }
    }

    private int nextOrder() {
        if (fixedOrder.isPresent()) {
            return fixedOrder.getAsInt();
        }
        int units = Math.ceilDiv(LEAST_BYTES + random.below(SIZES), MINIMUM_BLOCK);
        return 32 - Integer.numberOfLeadingZeros(units - 1);
    }

    @Override
    long run(int phase, long deadline) {
        long tried = 0;
        long failed = 0;
        do {
            failed += chunk(room.allocator, room.blocks);
            tried += CHUNK;
            stayed += CHUNK;
            if (stayed >= STAY) {
                stayed = 0;
                room = exchange.empty.getAndSet(room);
            }
        } while (System.nanoTime() < deadline);
        failed(failed);
        return tried - failed;
    }

    private int chunk(BlockHold allocator, long[] blocks) {
        int failed = 0;
        for (int each = 0; each < CHUNK; each++) {
            int slot = random.below(LIVE);
            long old = blocks[slot];
            if (old != NO_BLOCK) {
                allocator.free(old, slot);
            }
            long block = allocator.allocate(nextOrder(), slot);
            blocks[slot] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        return failed;
    }

    @Override
    void finish() {
        clear(room);
        if (first) {
            clear(exchange.empty.getAcquire());
        }
    }

    private static void clear(Room left) {
        for (int slot = 0; slot < left.blocks.length; slot++) {
            if (left.blocks[slot] != NO_BLOCK) {
                left.allocator.free(left.blocks[slot], slot);
            }
        }
    }
}
