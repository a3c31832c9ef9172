package dev.cleave.tiers;

/**
 * What a tier could not do now: its server does not answer, its disk is full, its file was cut
 * short. Whether to try again is the caller's choice.
 */
public class TierFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param tier the {@linkplain Tier#name() name} of the tier
     * @param what what was asked, what stood in the way, and what to do about it
     */
    public TierFailedException(String tier, String what) {
        super("tier " + tier + ": " + what);
    }

    /** As {@link #TierFailedException(String, String)}, with what was thrown below. */
    public TierFailedException(String tier, String what, Throwable cause) {
        super("tier " + tier + ": " + what, cause);
    }
}
