package dev.cleave.verify.step;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableHeapException;
import dev.cleave.tiers.durable.DurableSettings;
import dev.cleave.tiers.durable.DurableTransaction;
import dev.cleave.tiers.durable.DurableUsage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A durable heap: whatever fails, each transaction is there whole or not at all, also once the file
 * is opened again.
 */
final class DurableTrials extends Trials {
    /** Where syncs cost nothing; elsewhere it takes longer. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private static final int BYTES = 3_000;
    private static final DurableSettings SETTINGS =
            DurableSettings.usual().withCapacity(1 << 20).withLogBytes(64 << 10).withGrowthStep(64 << 10);

    private static final class Durable implements Ground {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment bytes = arena.allocate(BYTES);
        private final Path file;
        private @Nullable DurableHeap heap;
        private long object;

        private Durable() throws Exception {
            Path folder = Files.isDirectory(SHARED_MEMORY)
                    ? Files.createTempDirectory(SHARED_MEMORY, "cleave-trial")
                    : Files.createTempDirectory("cleave-trial");
            file = folder.resolve("heap");
        }

        static Durable closed() throws Exception {
            Durable ground = withObject();
            ground.end();
            return ground;
        }

        static Durable withObject() throws Exception {
            Durable ground = new Durable();
            ground.object = ground.allocate((byte) 1, "kept");
            return ground;
        }

        DurableHeap heap() {
            DurableHeap opened = heap;
            if (opened == null) {
                opened = DurableHeap.open(file, SETTINGS);
                heap = opened;
            }
            return opened;
        }

        void end() {
            if (heap != null) {
                heap.close();
                heap = null;
            }
        }

        long allocate(byte stamp, String root) {
            try (DurableTransaction transaction = heap().begin()) {
                long handle = transaction.allocate(BYTES);
                transaction.write(handle, 0, bytes.fill(stamp));
                transaction.setRoot(root, handle);
                transaction.commit();
                return handle;
            }
        }

        /** Frees what a trial made, whether it was told of it or not. */
        void freeFresh() {
            if (heap().root("fresh").isPresent()) {
                try (DurableTransaction transaction = heap().begin()) {
                    transaction.free(heap().root("fresh").getAsLong());
                    boolean unused = transaction.removeRoot("fresh");
                    transaction.commit();
                }
            }
        }

        private void requireWhole(long handle) {
            try (Arena confined = Arena.ofConfined()) {
                MemorySegment read = confined.allocate(BYTES);
                heap().read(handle, 0, read);
                byte first = read.get(ValueLayout.JAVA_BYTE, 0);
                require(first > 0 && read.mismatch(bytes.fill(first)) < 0, "half of a transaction is seen");
            }
        }

        /** A heap that failed is opened again, as its errors say. */
        @Override
        public void verify() {
            try {
                heap().verify();
            } catch (DurableHeapException failed) {
                String message = String.valueOf(failed.getMessage());
                require(message.contains("has failed") || message.contains("is closed"), failed);
                end();
                heap().verify();
            }
            if (object != 0) {
                requireWhole(object);
            }
            if (heap().root("fresh").isPresent()) {
                requireWhole(heap().root("fresh").getAsLong());
            }
            DurableUsage usage = heap().usage();
            require(usage.usedBytes() + usage.freeBytes() == usage.capacity(), usage);
        }

        @Override
        public void close() throws Exception {
            freeFresh();
            heap().checkpoint();
            end();
            verify();
            require(heap().usage().objects() == (object != 0 ? 1 : 0), heap().usage());
            end();
            arena.close();
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    DurableTrials() {
        trial("durable: create", Durable::new, Durable::heap, Durable::end);
        trial("durable: open what is there", Durable::closed, Durable::heap, Durable::end);
        trial("durable: close", Durable::withObject, Durable::end, Trials::nothing);
        trial("durable: grow the file", Durable::withObject, ground -> {
            try (DurableTransaction transaction = ground.heap().begin()) {
                for (int each = 0; each < 10; each++) {
                    long unused = transaction.allocate(30_000);
                }
            }
        }, Trials::nothing);
        trial("durable: read and figures", Durable::withObject, Durable::verify, Trials::nothing);
    }
}
