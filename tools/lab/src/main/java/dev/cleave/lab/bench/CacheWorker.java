package dev.cleave.lab.bench;

import dev.cleave.lab.peer.CacheStore;

/**
 * Reads and writes a cache that all threads share. Each thread fills in a part of the keys before.
 * What is not found is put, as a cache's users do. A value says by its first byte whose it is: a
 * wrong one is a failure.
 */
final class CacheWorker extends Worker {
    private static final int HUNDRED = 100;

    private final CacheStore cache;
    private final CacheLoad load;
    private final RandomSource random;
    private final ZipfKeys keys;
    private final int thread;
    private final int threads;

    CacheWorker(CacheStore cache, CacheLoad load, RandomSource random, int thread, int threads) {
        this.cache = cache;
        this.load = load;
        this.random = random;
        this.thread = thread;
        this.threads = threads;
        keys = new ZipfKeys(random, load.keys());
    }

    @Override
    void prepare() {
        for (int key = thread; key < load.keys(); key += threads) {
            put(key);
        }
    }

    @Override
    long run(int phase, long deadline) {
        long done = 0;
        long failed = 0;
        do {
            failed += chunk();
            done += CHUNK;
        } while (System.nanoTime() < deadline);
        failed(failed);
        return done - failed;
    }

    private int chunk() {
        int failed = 0;
        for (int each = 0; each < CHUNK; each++) {
            int key = keys.next();
            if (load.readPercent() == HUNDRED || random.below(HUNDRED) < load.readPercent()) {
                failed += get(key);
            } else {
                put(key);
            }
        }
        return failed;
    }

    /** Answers 1 where the value is not the key's. */
    private int get(int key) {
        byte[] value = cache.get(key);
        if (value == null) {
            put(key);
            return 0;
        }
        return value.length == load.bytesOf(key) && value[0] == (byte) key ? 0 : 1;
    }

    private void put(int key) {
        byte[] value = new byte[load.bytesOf(key)];
        value[0] = (byte) key;
        cache.put(key, value);
    }
}
