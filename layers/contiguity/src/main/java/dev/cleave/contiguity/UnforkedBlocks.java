package dev.cleave.contiguity;

import dev.cleave.memory.Pool;
import java.util.HashMap;
import java.util.Map;

/**
 * The pinned blocks of a pool that processes which this one forks do not have. A block may be kept
 * from them by several at once: it is until the last has ended. Any thread may call at any time.
 */
final class UnforkedBlocks {
    private final Pool pool;
    private final BlockPlaces places;

    /** How many keep the block at an address. Guarded by itself. */
    private final Map<Long, Integer> holders = new HashMap<>();

    UnforkedBlocks(Pool pool) {
        this.pool = pool;
        places = BlockPlaces.of(pool);
    }

    /** One more keeps a block that has an address until it ends. */
    void add(long address, long byteSize) {
        if (pool.unit() % pool.region().system().pageSize() != 0) {
            throw new UnsupportedOperationException("the units of pool " + pool.name() + " are of " + pool.unit()
                    + " bytes, and pages of " + pool.region().system().pageSize()
                    + ": only whole pages can be kept from child processes; open the pool with units of a page or more");
        }
        synchronized (holders) {
            if (!holders.containsKey(address)) {
                inherited(address, byteSize, false);
            }
            holders.merge(address, 1, Integer::sum);
        }
    }

    /** One of those ends. If the system refuses, it has not. */
    void remove(long address, long byteSize) {
        synchronized (holders) {
            int others = holders.getOrDefault(address, 1) - 1;
            if (others > 0) {
                holders.put(address, others);
            } else {
                inherited(address, byteSize, true);
                holders.remove(address);
            }
        }
    }

    private void inherited(long address, long byteSize, boolean inherited) {
        pool.region().system().pages().inheritable(address, places.units(byteSize) << places.unitShift(), inherited);
    }
}
