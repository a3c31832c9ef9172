package dev.cleave.far;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** What all writes of a tier share: their numbers, how values are packed, and where old keys go. */
final class Writes {
    private final long store;
    private final boolean compress;
    private final Leftovers leftovers;
    private final Figures figures;
    private final AtomicLong generations = new AtomicLong();

    /**
     * No writes yet.
     *
     * @param store the number of the tier
     */
    Writes(long store, boolean compress, Leftovers leftovers, Figures figures) {
        this.store = store;
        this.compress = compress;
        this.leftovers = leftovers;
        this.figures = figures;
    }

    /** An identity that no write has had. */
    Identity next(long place) {
        return of(place, generations.incrementAndGet());
    }

    /** The identity of a write there was. */
    Identity of(long place, long generation) {
        return new Identity(store, place, generation);
    }

    byte[] pack(Identity identity, MemorySegment bytes) {
        byte[] parcel = Parcel.pack(identity, bytes, compress);
        figures.sent(parcel.length);
        return parcel;
    }

    /** Counts a write that has arrived. */
    void written(long bytes) {
        figures.written(bytes);
    }

    /** Leaves a key to be deleted. */
    void leave(Identity identity) {
        leftovers.add(identity.key());
    }
}
