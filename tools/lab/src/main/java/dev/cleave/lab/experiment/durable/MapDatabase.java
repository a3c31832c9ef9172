package dev.cleave.lab.experiment.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/**
 * MapDB with transactions, that is with its write-ahead log. It has one transaction at a time for
 * all threads, so a commit holds a lock.
 */
final class MapDatabase implements DurableStore {
    private final DB database;
    private final Map<Integer, byte[]> slots;

    MapDatabase(Path file) {
        database = DBMaker.fileDB(file.toFile()).transactionEnable().make();
        slots = database.hashMap("slots", Serializer.INTEGER, Serializer.BYTE_ARRAY).create();
        database.commit();
    }

    @Override
    public synchronized void commit(int slot, MemorySegment bytes) {
        slots.put(slot, bytes.toArray(ValueLayout.JAVA_BYTE));
        database.commit();
    }

    @Override
    public synchronized byte[] read(int slot) {
        byte @Nullable [] bytes = slots.get(slot);
        return bytes == null ? new byte[SLOT_BYTES] : Arrays.copyOf(bytes, bytes.length);
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}
