import dev.cleave.arena.PooledArena;
import dev.cleave.heap.Heap;
import dev.cleave.memory.ChildUsage;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;

/**
 * One pool for a whole program: each part has a name and a cap, and one report says who holds the
 * memory.
 */
void main() {
    try (Pool pool = Pool.builder().name("main").capacity(64L << 20).build()) {
        Pool sessions = pool.child("sessions", 8L << 20);   // no more than 8 MiB, whoever else is idle
        Pool batches = pool.child("batches", 60L << 20);    // caps may be more together than the pool has

        try (Heap heap = Heap.of(sessions); PooledArena arena = PooledArena.ofShared(batches)) {
            arena.allocate(30L << 20);
            try {
                for (;;) {
                    heap.allocate(2_000);                   // a session that nobody ends
                }
            } catch (PoolExhaustedException full) {
                IO.println(full.isByCap() ? "sessions are at their cap: " + full.getMessage() : full.getMessage());
            }
            report(pool);
            heap.closeAbandoning();                         // what was leaked goes back with the heap
        }
        report(pool);
    }
}

void report(Pool pool) {
    for (ChildUsage each : pool.children()) {
        IO.println("%-10s %,12d of %,12d bytes, at most %,12d, %d refused at the cap, %d by the pool".formatted(each.name(),
                each.usedBytes(), each.capBytes(), each.peakBytes(), each.capFailures(), each.poolFailures()));
    }
}
