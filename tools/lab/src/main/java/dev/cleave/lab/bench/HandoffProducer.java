package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/** Allocates blocks and hands them to the thread at the other end of the ring, which frees and counts them. */
final class HandoffProducer extends BlockWorker {
    private final HandoffRing ring;
    private final int order;

    HandoffProducer(BlockHold allocator, HandoffRing ring, int order) {
        super(allocator);
        this.ring = ring;
        this.order = order;
        ring.producer = allocator;
    }

    @Override
    void before(int phase) {
        ring.open();
    }

    @Override
    long run(int phase, long deadline) {
        try {
            do {
                chunk();
            } while (!ring.isClosed() && System.nanoTime() < deadline);
        } finally {
            ring.close();
        }
        return 0;
    }

    private void chunk() {
        int waits = 0;
        for (int each = 0; each < CHUNK && !ring.isClosed(); each++) {
            int slot = ring.nextSlot();
            while (slot < 0 && !ring.isClosed()) {
                waits = HandoffRing.pause(waits);
                slot = ring.nextSlot();
            }
            if (slot >= 0) {
                waits = 0;
                send(slot);
            }
        }
    }

    private void send(int slot) {
        long block = allocator.allocate(order, slot);
        if (block == NO_BLOCK) {
            failed(1);
        } else {
            ring.send(block);
        }
    }
}
