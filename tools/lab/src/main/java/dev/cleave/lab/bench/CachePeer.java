package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.CacheStore;
import org.jspecify.annotations.Nullable;

/** A cache, which has no blocks. */
final class CachePeer implements Peer {
    private final AllocatorName name;
    private @Nullable CacheStore store;

    CachePeer(AllocatorName name) {
        this.name = name;
    }

    @Override
    public BlockHold forThread(int slots) {
        throw new UnsupportedOperationException("it has caches alone");
    }

    @Override
    public synchronized CacheStore cache(long mostBytes) {
        CacheStore opened = store;
        if (opened == null) {
            opened = name.openCache(mostBytes);
            store = opened;
        }
        return opened;
    }

    @Override
    public synchronized void close() {
        if (store != null) {
            store.close();
        }
    }
}
