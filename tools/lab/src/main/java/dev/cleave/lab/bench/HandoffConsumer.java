package dev.cleave.lab.bench;

/** Frees the blocks that arrive through the ring; an operation is one block allocated there and freed here. */
final class HandoffConsumer extends Worker {
    private final HandoffRing ring;

    HandoffConsumer(HandoffRing ring) {
        this.ring = ring;
    }

    @Override
    long run(int phase, long deadline) {
        long freed = 0;
        int waits = 0;
        try {
            boolean more = true;
            while (more) {
                more = !ring.isClosed();
                int received = ring.receive();
                freed += received;
                waits = received > 0 ? 0 : HandoffRing.pause(waits);
            }
        } finally {
            ring.close();
        }
        return freed;
    }
}
