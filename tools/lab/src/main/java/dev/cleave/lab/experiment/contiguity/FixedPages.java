package dev.cleave.lab.experiment.contiguity;

import dev.cleave.contiguity.Mobility;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongConsumer;

/** Pages that are used by their addresses, and so can never move. */
final class FixedPages implements StayingPages {
    private final Pool pool;
    private final long[] addresses;
    private final LongConsumer freeing;

    private FixedPages(Pool pool, long[] addresses, LongConsumer freeing) {
        this.pool = pool;
        this.addresses = addresses;
        this.freeing = freeing;
        for (int each = 0; each < addresses.length; each++) {
            Stamps.write(List.of(memory(addresses[each])), each);
        }
    }

    /** Those of a pool that knows nothing of mobility. */
    static FixedPages ungrouped(Ground ground, Pool pool) {
        long[] all = fill(ground, pool);
        return new FixedPages(pool, keep(all, ground.staying(pool.baseAddress(), all), pool::free), pool::free);
    }

    /**
     * Those of the same requests, served by mobility groups: the ones that stay say that they are
     * unmovable, and the others that they could be moved.
     */
    static FixedPages grouped(Ground ground, Pool pool) {
        MobilityGroups groups = MobilityGroups.of(pool, ground.blockBytes());
        BitSet staying = stayingUngrouped(ground);
        long[] all = new long[ground.pages()];
        for (int request = 0; request < all.length; request++) {
            Mobility mobility = staying.get(request) ? Mobility.UNMOVABLE : Mobility.MOVABLE;
            all[request] = groups.allocate(mobility, ground.pageBytes(), 1);
        }
        return new FixedPages(pool, keep(all, staying, groups::free), groups::free);
    }

    private static BitSet stayingUngrouped(Ground ground) {
        try (Pool pool = ground.open("ungrouped", MemorySource.anonymous())) {
            return ground.staying(pool.baseAddress(), fill(ground, pool));
        }
    }

    private static long[] fill(Ground ground, Pool pool) {
        long[] all = new long[ground.pages()];
        Arrays.setAll(all, request -> pool.allocateAddress(ground.pageBytes()));
        return all;
    }

    private static long[] keep(long[] all, BitSet staying, LongConsumer freeing) {
        for (int request = staying.nextClearBit(0); request < all.length; request = staying.nextClearBit(request + 1)) {
            freeing.accept(all[request]);
        }
        return staying.stream().mapToLong(request -> all[request]).toArray();
    }

    private MemorySegment memory(long address) {
        return pool.memory().asSlice(address - pool.baseAddress(), pool.unit());
    }

    @Override
    public long[] addresses() {
        return addresses.clone();
    }

    @Override
    public long wrongStamps() {
        long wrong = 0;
        for (int each = 0; each < addresses.length; each++) {
            wrong += Stamps.wrong(List.of(memory(addresses[each])), each);
        }
        return wrong;
    }

    @Override
    public void close() {
        Arrays.stream(addresses).forEach(freeing);
    }
}
