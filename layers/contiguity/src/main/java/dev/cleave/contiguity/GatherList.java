package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.memory.PoolRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A large request served by a few blocks instead of one, as a device takes it that can gather: the
 * fewest blocks that there are. Nothing is moved and nothing copied.
 *
 * {@snippet :
 * try (GatherList list = GatherList.of(pool, 64L << 20)) {
 *     list.view().put(0, (byte) 1);
 *     list.view().transfer().writeAll(channel);
 * }
 * }
 *
 * <p>The blocks are leased: the pool cannot be closed while the list is open. They are not zeroed.
 *
 * <p><strong>Threads.</strong> Any thread may use the list and close it.
 *
 * <p><strong>Cost.</strong> Where one block will do: that of a block. Else a read for each 64 units
 * of the pool, a sort of its free runs, and some hundred nanoseconds for each piece. Closing costs
 * the handshake of a shared arena with every thread: 50 µs and more.
 */
public final class GatherList implements AutoCloseable {
    /**
     * So often the free runs are looked at anew, as others may take one of those that were chosen.
     */
    private static final int ROUNDS = 8;

    private final Pool pool;
    private final List<Long> addresses;
    private final Arena lifetime = Arena.ofShared();
    private final GatherView view;

    /** Guarded by the monitor. */
    private boolean closed;

    private GatherList(Pool pool, List<Long> addresses, List<Long> sizes) {
        this.pool = pool;
        this.addresses = addresses;
        List<MemorySegment> pieces = new ArrayList<>();
        for (int each = 0; each < addresses.size(); each++) {
            pieces.add(segment(addresses.get(each), sizes.get(each)));
        }
        view = GatherView.of(pieces);
    }

    @SuppressWarnings("restricted") // the block is the list's, and goes back after the segment has ended
    private MemorySegment segment(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null);
    }

    /**
     * A list of exactly so many bytes, in the fewest pieces: each but the last has whole units. All
     * of it is had, or nothing.
     *
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     */
    public static GatherList of(Pool pool, long byteSize) {
        Leases leases = pool.leases();
        long one = leases.tryLease(byteSize, 1);
        List<Long> addresses = one != 0 ? List.of(one) : gather(pool, byteSize);
        if (addresses.isEmpty()) {
            addresses = List.of(leases.lease(byteSize, 1));
        }
        boolean made = false;
        try {
            GatherList list = new GatherList(pool, addresses, sizes(pool, addresses, byteSize));
            made = true;
            return list;
        } finally {
            if (!made) {
                addresses.forEach(leases::giveBack);
            }
        }
    }

    /** Leased blocks of so many bytes together, or none. */
    private static List<Long> gather(Pool pool, long byteSize) {
        BlockPlaces places = BlockPlaces.of(pool);
        BuddySpace space = pool.space();
        for (int round = 0; round < ROUNDS; round++) {
            PieceChoice choice = new PieceChoice();
            space.flush();
            space.forEachFreeRun(0, space.units(), choice::add);
            if (choice.units() < places.units(byteSize)) {
                break;
            }
            List<Long> leased = lease(pool.leases(), places, choice.choose(places.units(byteSize)));
            if (!leased.isEmpty()) {
                return leased;
            }
            Thread.yield();
        }
        return List.of();
    }

    /** All of these runs, or none. */
    private static List<Long> lease(Leases leases, BlockPlaces places, long[] runs) {
        List<Long> leased = new ArrayList<>();
        boolean complete = false;
        try {
            for (int each = 0; each < runs.length; each += 2) {
                PoolRange run = places.range(runs[each], runs[each] + runs[each + 1]);
                long address = leases.tryLeaseWithin(run, run.to() - run.from(), 1);
                if (address == 0) {
                    return List.of();
                }
                leased.add(address);
            }
            complete = true;
            return leased;
        } finally {
            if (!complete) {
                leased.forEach(leases::giveBack);
            }
        }
    }

    /** The bytes of each piece: of the last, what is left. */
    private static List<Long> sizes(Pool pool, List<Long> addresses, long byteSize) {
        BlockPlaces places = BlockPlaces.of(pool);
        List<Long> sizes = new ArrayList<>(Collections.nCopies(addresses.size(), 0L));
        long left = byteSize;
        for (int each = 0; each < addresses.size(); each++) {
            long bytes = pool.space().unitsOf(places.unitOf(addresses.get(each))) << places.unitShift();
            sizes.set(each, Math.min(left, bytes));
            left -= sizes.get(each);
        }
        return sizes;
    }

    /** The pieces as one logical buffer: it ends with the list. */
    public GatherView view() {
        return view;
    }

    /** The pieces, in their order: they end with the list. */
    public List<MemorySegment> pieces() {
        return view.pieces();
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return view.byteSize();
    }

    /**
     * Ends the pieces and gives the blocks back.
     *
     * @throws IllegalStateException where the list is closed already, or while a transfer or a
     *     foreign call uses a piece: then it stays open
     */
    @Override
    public synchronized void close() {
        if (closed) {
            throw new IllegalStateException("the gather list is closed: close a list once");
        }
        lifetime.close();
        closed = true;
        addresses.forEach(pool.leases()::giveBack);
    }
}
