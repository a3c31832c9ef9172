package dev.cleave.lab.experiment.occupancy;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.lab.peer.BestFit;

/** The shared memory of a multiprocessor as one allocator places blocks in it. One thread. */
interface SharedSpace {
    /** No place. */
    long NONE = -1;

    /**
     * Finds a place.
     *
     * @param bytes a multiple of the card's granularity, or 0
     * @return the place, or {@link #NONE}; any place for 0 bytes
     */
    long take(int bytes);

    /** Gives a place back. */
    void give(long place, int bytes);

    /** Extents of Cleave's buddy system: exactly so many units, anywhere. */
    static SharedSpace ofExtents(Capability capability) {
        return new Units(space(capability), capability.sharedGranularity(), false);
    }

    /** Blocks of Cleave's buddy system: a power of two, at a multiple of itself. */
    static SharedSpace ofBuddies(Capability capability) {
        return new Units(space(capability), capability.sharedGranularity(), true);
    }

    /** The smallest hole that holds it. */
    static SharedSpace ofBestFit(Capability capability) {
        return new Holes(new BestFit(capability.sharedBytes(), capability.sharedGranularity()));
    }

    private static BuddySpace space(Capability capability) {
        return BuddySpace.builder(capability.sharedBytes() / capability.sharedGranularity())
                .stripes(1)
                .magazines(false)
                .build();
    }

    /** Units of a buddy space. */
    record Units(BuddySpace space, int unitBytes, boolean orders) implements SharedSpace {
        @Override
        public long take(int bytes) {
            int units = bytes / unitBytes;
            if (units == 0) {
                return 0;
            }
            int order = Integer.SIZE - Integer.numberOfLeadingZeros(units - 1);
            if (units > space.units() || orders && order > space.maxOrder()) {
                return NONE;
            }
            long place = orders ? space.allocate(order) : space.allocateExtent(units);
            return place == BuddySpace.NO_BLOCK ? NONE : place;
        }

        @Override
        public void give(long place, int bytes) {
            if (bytes > 0) {
                space.free(place);
            }
        }
    }

    /** Holes of any size. */
    record Holes(BestFit holes) implements SharedSpace {
        @Override
        public long take(int bytes) {
            long address = bytes == 0 ? 0 : holes.allocate(bytes, 0);
            return bytes > 0 && address == BestFit.NO_ADDRESS ? NONE : address;
        }

        @Override
        public void give(long place, int bytes) {
            if (bytes > 0) {
                holes.free(place, 0);
            }
        }
    }
}
