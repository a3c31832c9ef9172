import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Messages from one thread to another: the sender allocates them, the receiver frees them, and nothing is copied. */
static final int MESSAGES = 100_000;

final BlockingQueue<MemorySegment> ring = new ArrayBlockingQueue<>(64);

void main() throws InterruptedException {
    try (Pool pool = Pool.builder().capacity(64L << 20).build(); Heap heap = Heap.of(pool)) {
        Thread sender = Thread.ofPlatform().daemon().start(() -> send(heap));
        long sum = 0;
        for (int i = 0; i < MESSAGES; i++) {
            MemorySegment message = Objects.requireNonNull(ring.poll(1, TimeUnit.MINUTES), "the sender has stopped");
            sum += message.get(ValueLayout.JAVA_LONG, 0);
            heap.free(message);                          // whichever thread allocated it
        }
        sender.join();
        IO.println("%,d messages, sum %,d; %,d blocks live".formatted(MESSAGES, sum, heap.usage().liveBlocks()));
    }
}

void send(Heap heap) {
    try {
        for (int i = 0; i < MESSAGES; i++) {
            MemorySegment message = heap.allocateSegment(16 + i % 1_000);
            message.set(ValueLayout.JAVA_LONG, 0, i);
            ring.put(message);
        }
    } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
    }
}
