package dev.cleave.tiers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.IntSupplier;

/** Pins one object in each way, over and over; prints the bytes of the Java heap that the last round of each took. */
final class PinLoops {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20;
    private static final int PINS = 20_000;

    private final TieredStore store;
    private final long handle;

    private PinLoops(TieredStore store, long handle) {
        this.store = store;
        this.handle = handle;
    }

    private int reads() {
        int sum = 0;
        for (int each = 0; each < PINS; each++) {
            try (TierPin pin = store.pin(handle)) {
                sum += pin.get(each & 63);
            }
        }
        return sum;
    }

    private int writes() {
        int sum = 0;
        for (int each = 0; each < PINS; each++) {
            try (TierPin pin = store.pinForWrite(handle)) {
                pin.put(each & 63, (byte) each);
                sum += pin.get(each & 63);
            }
        }
        return sum;
    }

    private int readsThenWrites() {
        int sum = 0;
        for (int each = 0; each < PINS; each++) {
            try (TierPin pin = store.pin(handle)) {
                pin.put(each & 63, (byte) each);
                sum += pin.get(each & 63);
            }
        }
        return sum;
    }

    private static long allocatedBy(IntSupplier loop) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int unused = loop.getAsInt();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    public static void main(String[] arguments) {
        MemoryTier near = MemoryTier.ofMemory("near", 1 << 20);
        MemoryTier far = MemoryTier.ofMemory("far", 1 << 20);
        try (TieredStore store = TieredStore.builder()
                .tier(near, SmallStore.costs(near, 100))
                .tier(far, SmallStore.costs(far, 1000))
                .build()) {
            PinLoops loops = new PinLoops(store, store.allocate(64));
            List<IntSupplier> kinds = List.of(loops::reads, loops::writes, loops::readsThenWrites);
            long[] last = new long[kinds.size()];
            for (int round = 0; round < ROUNDS; round++) {
                for (int kind = 0; kind < last.length; kind++) {
                    last[kind] = allocatedBy(kinds.get(kind));
                }
            }
            IO.println("read " + last[0] + ", write " + last[1] + ", read then write " + last[2]);
        }
    }
}
