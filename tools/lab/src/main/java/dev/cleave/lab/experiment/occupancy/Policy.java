package dev.cleave.lab.experiment.occupancy;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.gpu.occupancy.Launch;

/** How blocks have their shared memory. */
enum Policy {
    /**
     * As much as was asked for, to the card's granularity: in the mix, extents of Cleave's buddy.
     */
    EXACT_FIT("exact-fit"),
    /** The next power of two of what was asked for: in the mix, blocks of Cleave's buddy. */
    POWER_OF_TWO("power-of-two"),
    /** As much as was asked for: in the mix, in the smallest hole that holds it. */
    BEST_FIT("best-fit");

    private final String label;

    Policy(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The launch with what the policy makes of its shared memory. */
    Launch rounded(Launch launch) {
        int bytes = Math.toIntExact(launch.sharedBytes());
        boolean isPower = Integer.bitCount(bytes) <= 1;
        return this != POWER_OF_TWO || isPower ? launch : launch.withShared(2 * Integer.highestOneBit(bytes));
    }

    /** All shared memory of a multiprocessor, free. */
    SharedSpace open(Capability capability) {
        return switch (this) {
            case EXACT_FIT -> SharedSpace.ofExtents(capability);
            case POWER_OF_TWO -> SharedSpace.ofBuddies(capability);
            case BEST_FIT -> SharedSpace.ofBestFit(capability);
        };
    }
}
