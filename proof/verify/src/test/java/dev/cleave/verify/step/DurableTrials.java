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

    private static final int BYTES = 900;
    private static final int LOG_BYTES = 64 << 10;
    private static final DurableSettings SETTINGS =
            DurableSettings.usual().withCapacity(1 << 20).withLogBytes(LOG_BYTES).withGrowthStep(64 << 10);

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

        static Durable withFresh() throws Exception {
            Durable ground = withObject();
            long unused = ground.allocate((byte) 2, "fresh");
            return ground;
        }

        /** Room waits for a checkpoint. */
        static Durable withFreed() throws Exception {
            Durable ground = withFresh();
            ground.freeFresh();
            return ground;
        }

        /** The next commit has to empty the log. */
        static Durable withFullLog() throws Exception {
            Durable ground = withObject();
            for (int each = 0; each < LOG_BYTES / BYTES - 5; each++) {
                ground.write((byte) 1);
            }
            return ground;
        }

        void write(byte stamp) {
            try (DurableTransaction transaction = heap().begin()) {
                transaction.write(object, 0, bytes.fill(stamp));
                transaction.commit();
            }
        }

        /** Longer and back, so that the object has another place. */
        void resize() {
            try (DurableTransaction transaction = heap().begin()) {
                transaction.resize(object, 2 * BYTES);
                transaction.resize(object, BYTES);
                transaction.commit();
            }
        }

        void giveUp() {
            try (DurableTransaction transaction = heap().begin()) {
                long given = transaction.allocate(BYTES);
                transaction.setRoot("given up", given);
                transaction.resize(object, 2 * BYTES);
            }
        }

        void writeInPlace() {
            heap().memory(object).fill((byte) 1);
            heap().persist(object, 0, BYTES);
            heap().persist(object, 0, 100);
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
        trial("durable: first object", Durable::new, ground -> {
            ground.freeFresh();
            long unused = ground.allocate((byte) 2, "fresh");
        }, Durable::freeFresh);
        trial("durable: commit of a new object and a root", Durable::withObject, ground -> {
            ground.freeFresh();
            long unused = ground.allocate((byte) 2, "fresh");
        }, Durable::freeFresh);
        trial("durable: commit of a write", Durable::withObject, ground -> ground.write((byte) 3),
                ground -> ground.write((byte) 1));
        trial("durable: commit of a resize", Durable::withObject, Durable::resize, Trials::nothing);
        trial("durable: commit of a free", Durable::withFresh, Durable::freeFresh, Trials::nothing);
        trial("durable: give up", Durable::withObject, Durable::giveUp, Trials::nothing);
        trial("durable: checkpoint", Durable::withFreed, ground -> ground.heap().checkpoint(), Trials::nothing);
        trial("durable: a full log", Durable::withFullLog, ground -> ground.write((byte) 3),
                ground -> ground.write((byte) 1));
        trial("durable: write in place", Durable::withObject, Durable::writeInPlace, Trials::nothing);
        trial("durable: read and figures", Durable::withObject, Durable::verify, Trials::nothing);
    }
}
