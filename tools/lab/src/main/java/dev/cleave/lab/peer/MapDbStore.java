package dev.cleave.lab.peer;

import org.jspecify.annotations.Nullable;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.HTreeMap;
import org.mapdb.Serializer;

/** MapDB's hash map, in direct memory. */
final class MapDbStore implements CacheStore {
    private final DB database = DBMaker.memoryDirectDB().make();
    private final HTreeMap<Long, byte[]> map =
            database.hashMap("bench", Serializer.LONG, Serializer.BYTE_ARRAY).create();

    @Override
    public byte @Nullable [] get(long key) {
        return map.get(key);
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public void close() {
        database.close();
    }
}
