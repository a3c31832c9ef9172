package dev.cleave.far;

import dev.cleave.tiers.Tier;
import dev.cleave.tiers.TierFailedException;
import io.lettuce.core.RedisURI;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A tier in other machines' memory: objects are values on Redis, a single server or a cluster.
 *
 * {@snippet :
 * FarTier far = FarTier.builder(RedisURI.create("redis://10.0.0.7:7000"), 64L << 30)
 *         .replicas(1)                        // a write counts when a replica has it
 *         .compress(true)
 *         .open();
 * long place = far.allocate(4096);
 * far.write(place, 0, segment);
 * }
 *
 * <p>A tier is one process's own and lives as long as it: places, and which value is whose, are
 * known here alone. {@link #close} deletes its values from the servers. So several tiers may share
 * servers, with others' keys too; the keys of a tier begin with {@code cleave:} and its
 * {@linkplain #storeId() number}.
 *
 * <p><strong>Writes.</strong> Each write goes to a key of its own, and the value before is deleted
 * when it has arrived. So a write that failed leaves the object as it was; it can be repeated by
 * anybody without harm; and one that arrives late is never read. An object longer than a piece
 * ({@link FarTierBuilder#pieceBytes}) is written a piece at a time: of one whose write failed, some
 * pieces may be new. Writing a part of a piece reads the piece first.
 *
 * <p><strong>Servers that go.</strong> What is asked of a server that is away is tried again, {@link
 * FarTierBuilder#attempts} times in all: reads at its replicas, writes at other servers of the
 * cluster, under other keys. What {@link FarTierBuilder#replicas} have is not lost with a server.
 * What is lost for good is told by {@link TierFailedException#places()} when it is read, and by {@link
 * #survey()} when that is asked.
 *
 * <p><strong>Threads.</strong> Any thread may call anything at any time. Two that read and write one
 * place at once are the caller's to keep apart. A call that waits is not ended by an interrupt, but
 * tries no more after one; the interrupt stays set. Segments are only touched by the calling thread.
 *
 * <p><strong>Errors.</strong> {@link TierFailedException} where servers cannot serve, {@link
 * IllegalArgumentException} for a place that is not given out, {@link IndexOutOfBoundsException} for
 * bytes that the place does not have, {@link IllegalStateException} after the close. Nothing is
 * changed by any of them, but what was said of writes.
 *
 * <p><strong>Cost.</strong> Each object takes about 200 bytes of the Java heap here, and on the
 * server about 150 beside its own. Each transfer copies its bytes once more on the heap.
 */
public final class FarTier implements Tier {
    private final String name;
    private final Places places;
    private final Servers servers;
    private final Courier courier;
    private final Leftovers leftovers;
    private final Writes writes;
    private final Figures figures;
    private final InFlight inFlight;
    private final long store;
    private volatile boolean closed;

    FarTier(FarTierBuilder settings, Servers servers, long store) {
        this.name = settings.name;
        this.store = store;
        this.servers = servers;
        this.places = new Places(settings.capacity, settings.unitBytes, settings.pieceBytes);
        this.figures = new Figures();
        this.leftovers = new Leftovers();
        this.writes = new Writes(store, settings.compress, leftovers, figures);
        this.inFlight = new InFlight(settings.bytesInFlight);
        this.courier = new Courier(servers, new Round.Limits(inFlight, settings.timeout, settings.replicas),
                settings.attempts, figures);
    }

    /**
     * Settings for a tier on a server, or on the cluster that it belongs to.
     *
     * @param server where it is, with password, TLS and the like, which are those of all servers of its
     *     cluster; not its time-out, and no sentinels
     * @param capacity the most bytes of objects, rounding included: what the servers have room for is
     *     theirs to know
     * @throws IllegalArgumentException where the URI has no host, or the capacity is not 1 or more
     */
    public static FarTierBuilder builder(RedisURI server, long capacity) {
        return new FarTierBuilder(server, capacity);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long capacity() {
        return places.capacity();
    }

    @Override
    public long usedBytes() {
        return places.usedBytes();
    }

    /** The number in all its keys, chosen at random when it was opened. */
    public long storeId() {
        return store;
    }

    /** The servers that objects are on now, as host and port. */
    public Set<String> masters() {
        return servers.topology().masters().stream().map(Address::toString).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long allocate(long byteSize) {
        requireOpen();
        if (byteSize < 1) {
            throw new IllegalArgumentException("an object of " + byteSize + " bytes: must have 1 or more");
        }
        return places.allocate(byteSize);
    }

    @Override
    public void free(long place) {
        requireOpen();
        Placed freed = places.free(place);
        if (freed == null) {
            throw unknown(place);
        }
        leave(place, freed);
        leftovers.deleteSome(courier);
    }

    private void leave(long place, Placed freed) {
        for (int piece = 0; piece < freed.pieces(); piece++) {
            if (freed.generation(piece) != Placed.NEVER) {
                writes.leave(writes.of(place, freed.generation(piece)));
            }
        }
    }

    /** {@link #NO_ADDRESS}: the bytes are elsewhere. */
    @Override
    public long address(long place) {
        find(place);
        return NO_ADDRESS;
    }

    // ------------------------------------------------------------------------------------------------------------ read

    @Override
    public void read(long place, long offset, MemorySegment into) {
        List<ReadRequest> requests = new ArrayList<>(1);
        addReads(requests, place, offset, into);
        carryReads(requests);
    }

    /**
     * Reads many places, from their beginnings on, with many requests on their way at once.
     *
     * @throws TierFailedException where some could not be read, which it {@linkplain
     *     TierFailedException#places() names}; the segments of the others hold what they should
     */
    @Override
    public void readAll(List<Transfer> transfers) {
        List<ReadRequest> requests = new ArrayList<>(transfers.size());
        transfers.forEach(each -> addReads(requests, each.place(), 0, each.memory()));
        carryReads(requests);
    }

    private void addReads(List<ReadRequest> requests, long place, long offset, MemorySegment into) {
        Placed placed = find(place);
        forEachPiece(placed, offset, into, (piece, from, part) -> {
            if (placed.generation(piece) == Placed.NEVER) {
                part.fill((byte) 0);
            } else {
                requests.add(new ReadRequest(writes.of(place, placed.generation(piece)), placed.length(piece),
                        (int) from, part, figures));
            }
        });
    }

    /** What is done with the part of a segment that belongs to a piece, from an offset of the piece on. */
    private interface PieceStep {
        void take(int piece, long from, MemorySegment part);
    }

    /** Cuts a segment, which begins at an offset of an object, at the object's pieces. */
    private static void forEachPiece(Placed placed, long offset, MemorySegment memory, PieceStep step) {
        Objects.checkFromIndexSize(offset, memory.byteSize(), placed.byteSize());
        long at = offset;
        long end = offset + memory.byteSize();
        while (at < end) {
            int piece = placed.pieceAt(at);
            long upTo = Math.min(end, placed.start(piece) + placed.length(piece));
            step.take(piece, at - placed.start(piece), memory.asSlice(at - offset, upTo - at));
            at = upTo;
        }
    }

    private void carryReads(List<ReadRequest> requests) {
        courier.carry(requests);
        requireServed(requests, "cannot read");
    }

    // ----------------------------------------------------------------------------------------------------------- write

    @Override
    public void write(long place, long offset, MemorySegment from) {
        List<WriteRequest> requests = new ArrayList<>(1);
        addWrites(requests, place, offset, from);
        carryWrites(requests);
    }

    /**
     * Writes many places, from their beginnings on, with many requests on their way at once.
     *
     * @throws TierFailedException where some could not be written, which it {@linkplain
     *     TierFailedException#places() names}: they are as they were, long ones in part; the others are
     *     written
     */
    @Override
    public void writeAll(List<Transfer> transfers) {
        List<WriteRequest> requests = new ArrayList<>(transfers.size());
        transfers.forEach(each -> addWrites(requests, each.place(), 0, each.memory()));
        carryWrites(requests);
    }

    private void addWrites(List<WriteRequest> requests, long place, long offset, MemorySegment from) {
        Placed placed = find(place);
        forEachPiece(placed, offset, from, (piece, at, part) -> requests.add(
                new WriteRequest(place, placed, piece, wholePiece(place, placed, piece, at, part), writes)));
    }

    /** All of a piece, where a part of it is to be written: what it has now, and the part over it. */
    private MemorySegment wholePiece(long place, Placed placed, int piece, long offset, MemorySegment part) {
        int length = placed.length(piece);
        if (part.byteSize() == length) {
            return part;
        }
        MemorySegment whole = MemorySegment.ofArray(new byte[length]);
        read(place, placed.start(piece), whole);
        whole.asSlice(offset, part.byteSize()).copyFrom(part);
        return whole;
    }

    private void carryWrites(List<WriteRequest> requests) {
        List<DeleteRequest> deletes = leftovers.take();
        List<Request> all = new ArrayList<>(requests);
        all.addAll(deletes);
        courier.carry(all);
        leftovers.settle(deletes);
        List<WriteRequest> full = requests.stream()
                .filter(each -> !each.isServed() && each.trouble().kind() == Trouble.Kind.FULL).toList();
        if (!full.isEmpty() && leftovers.count() > 0 && leftovers.delete(courier)) {
            courier.carry(full);
        }
        requireServed(requests, "cannot write");
    }

    // ---------------------------------------------------------------------------------------------------------- survey

    /**
     * Asks the servers after each object that was written: which are gone, which cannot be had now. A
     * request for each piece, many on their way at once. Objects that others write or free meanwhile
     * may be named without cause.
     */
    public FarSurvey survey() {
        requireOpen();
        List<ExistsRequest> requests = new ArrayList<>();
        places.forEach((place, placed) -> {
            for (int piece = 0; piece < placed.pieces(); piece++) {
                if (placed.generation(piece) != Placed.NEVER) {
                    requests.add(new ExistsRequest(writes.of(place, placed.generation(piece))));
                }
            }
        });
        courier.carry(requests);
        return FarSurvey.of(requests, servers.topology());
    }

    /** What it holds and has done so far. */
    public FarUsage usage() {
        return figures.usage(places.count(), places.usedBytes(), leftovers.count(), inFlight.bytes());
    }

    /**
     * Deletes its values from the servers, and closes its connections. What a server that does not
     * answer has stays there. Closing twice does nothing.
     */
    @Override
    public void close() {
        synchronized (leftovers) {
            if (closed) {
                return;
            }
            closed = true;
        }
        places.forEach(this::leave);
        leftovers.delete(courier);
        servers.close();
    }

    private void requireServed(List<? extends Request> requests, String what) {
        List<Long> unserved = Courier.places(requests);
        if (!unserved.isEmpty()) {
            Request first = requests.stream().filter(each -> !each.isServed()).findFirst().orElseThrow();
            String others = unserved.size() == 1 ? "" : ", and " + (unserved.size() - 1) + " more";
            throw new TierFailedException(name,
                    what + " place " + first.place() + others + ": " + first.trouble().what(), unserved);
        }
    }

    private Placed find(long place) {
        requireOpen();
        Placed placed = places.find(place);
        if (placed == null) {
            throw unknown(place);
        }
        return placed;
    }

    private IllegalArgumentException unknown(long place) {
        return new IllegalArgumentException("tier " + name + ": place " + place + " is none that is given out");
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("tier " + name + " is closed");
        }
    }
}
