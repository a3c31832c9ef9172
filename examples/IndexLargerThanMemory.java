import dev.cleave.tiers.MemoryTier;
import dev.cleave.tiers.TierPin;
import dev.cleave.tiers.TierUsage;
import dev.cleave.tiers.TieredStore;
import dev.cleave.tiers.policy.TierCosts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * An index of bytes by bytes that is five times as large as the memory it may use: the rest of it is
 * in a file. What is asked for often comes into memory by itself.
 */
void main() throws IOException {
    Path folder = Files.createTempDirectory("cleave-index");
    Path file = folder.resolve("objects");
    try (TieredStore store = TieredStore.builder()
            .tier(MemoryTier.ofMemory("memory", 8L << 20))
            // A file of this size stays in the page cache, where it is as fast as memory and nothing would come near. So
            // the store is told what a disk costs: nanoseconds an access, a byte read, a byte written.
            .tier(MemoryTier.ofFile("file", file, 64L << 20), new TierCosts(64L << 20, 80_000, 0.5, 0.6))
            .build()) {
        Index index = new Index(store, 1 << 14);
        for (int each = 0; each < 50_000; each++) {
            index.put(bytes("key " + each), bytes("the value of " + each + " ".repeat(700)));
        }
        SplittableRandom random = new SplittableRandom(1);
        int found = 0;
        for (int each = 0; each < 400_000; each++) {
            int key = (int) (50_000 * Math.pow(random.nextDouble(), 6)); // few keys are asked for often
            found += index.get(bytes("key " + key)).isPresent() ? 1 : 0;
        }
        IO.println("%,d of 400,000 found".formatted(found));
        for (TierUsage tier : store.usage()) {
            IO.println("%-6s %,7d of 50,000 entries, %,d of %,d bytes, and %,d clean copies".formatted(
                    tier.name(), tier.objects(), tier.usedBytes(), tier.capacity(), tier.copies()));
        }
        IO.println(store.counts());
        index.remove(bytes("key 0"));
        IO.println("key 0 is there: " + index.get(bytes("key 0")).isPresent());
    } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}

/**
 * A hash table whose buckets are handles on the Java heap, and whose entries are objects of a store:
 * each names the next of its bucket. For one thread.
 *
 *     entry:   [ next handle, 8 bytes | bytes of the key, 8 | key | value ]
 */
static final class Index {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int NEXT = 0;
    private static final int KEY_BYTES = 8;
    private static final int KEY = 16;
    private static final long NONE = 0;

    private final TieredStore store;
    private final long[] buckets;

    Index(TieredStore store, int buckets) {
        this.store = store;
        this.buckets = new long[buckets];
    }

    Optional<byte[]> get(byte[] key) {
        for (long entry = buckets[bucket(key)]; entry != NONE;) {
            try (TierPin pin = store.pin(entry)) {
                if (holds(pin, key)) {
                    byte[] value = new byte[(int) pin.byteSize() - KEY - key.length];
                    pin.copyTo(MemorySegment.ofArray(value), KEY + key.length);
                    return Optional.of(value);
                }
                entry = pin.getLong(NEXT, ORDER);
            }
        }
        return Optional.empty();
    }

    void put(byte[] key, byte[] value) {
        remove(key);
        long entry = store.allocate((long) KEY + key.length + value.length);
        try (TierPin pin = store.pinForWrite(entry)) {
            pin.putLong(NEXT, buckets[bucket(key)], ORDER);
            pin.putLong(KEY_BYTES, key.length, ORDER);
            pin.copyFrom(MemorySegment.ofArray(key), KEY);
            pin.copyFrom(MemorySegment.ofArray(value), KEY + key.length);
        }
        buckets[bucket(key)] = entry;
    }

    void remove(byte[] key) {
        long before = NONE;
        for (long entry = buckets[bucket(key)]; entry != NONE;) {
            boolean found;
            long next;
            try (TierPin pin = store.pin(entry)) {
                found = holds(pin, key);
                next = pin.getLong(NEXT, ORDER);
            }
            if (found) {
                unlink(bucket(key), before, next);
                store.delete(entry);
                return;
            }
            before = entry;
            entry = next;
        }
    }

    private void unlink(int bucket, long before, long next) {
        if (before == NONE) {
            buckets[bucket] = next;
        } else {
            try (TierPin pin = store.pinForWrite(before)) {
                pin.putLong(NEXT, next, ORDER);
            }
        }
    }

    private static boolean holds(TierPin pin, byte[] key) {
        if (pin.getLong(KEY_BYTES, ORDER) != key.length) {
            return false;
        }
        byte[] present = new byte[key.length];
        pin.copyTo(MemorySegment.ofArray(present), KEY);
        return Arrays.equals(present, key);
    }

    private int bucket(byte[] key) {
        int hash = Arrays.hashCode(key) * 0x9E3779B9;
        return (hash >>> 16) % buckets.length;
    }
}

static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
}
