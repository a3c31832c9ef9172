package dev.cleave.tiers;

import java.util.List;

/**
 * What a tier could not do now: its server does not answer, its disk is full, its file was cut
 * short. Whether to try again is the caller's choice.
 */
public class TierFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Long> places;

    /**
     * A failure.
     *
     * @param tier the {@linkplain Tier#name() name} of the tier
     * @param what what was asked, what stood in the way, and what to do about it
     */
    public TierFailedException(String tier, String what) {
        super("tier " + tier + ": " + what);
        places = List.of();
    }

    /** As {@link #TierFailedException(String, String)}, with what was thrown below. */
    public TierFailedException(String tier, String what, Throwable cause) {
        super("tier " + tier + ": " + what, cause);
        places = List.of();
    }

    /** As {@link #TierFailedException(String, String)}, with the places that it befell. */
    public TierFailedException(String tier, String what, List<Long> places) {
        super("tier " + tier + ": " + what);
        this.places = List.copyOf(places);
    }

    /**
     * The places that could not be read or written, where the tier knows which; empty where it does
     * not, and in a copy that was serialized.
     */
    public List<Long> places() {
        return places == null ? List.of() : places;
    }
}
