package dev.cleave.lab.experiment.durable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The stores that are compared. */
enum StoreKind {
    /** The floor. */
    DEVICE {
        @Override
        DurableStore open(Path file, int slots) throws IOException {
            return new DeviceSync(file, slots);
        }
    },
    /** Cleave's recoverable heap. */
    CLEAVE {
        @Override
        DurableStore open(Path file, int slots) throws IOException {
            return new CleaveStore(file, slots);
        }
    },
    /** The Persistent Memory Development Kit's. */
    LIBPMEMOBJ {
        @Override
        DurableStore open(Path file, int slots) {
            return new PersistentMemory(file, slots);
        }
    },
    /** MapDB. */
    MAPDB {
        @Override
        DurableStore open(Path file, int slots) {
            return new MapDatabase(file);
        }
    };

    /**
     * Creates an empty store.
     *
     * @param file that is not there yet
     * @param slots one for each thread
     * @throws UnsupportedOperationException where it cannot run here, saying why
     */
    abstract DurableStore open(Path file, int slots) throws IOException;

    /** The name in figures. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
