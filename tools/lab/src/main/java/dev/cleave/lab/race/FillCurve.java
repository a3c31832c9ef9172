package dev.cleave.lab.race;

import java.util.List;
import java.util.Optional;

/**
 * The time of filling, or of freeing what was filled, against the number of blocks; one thread.
 *
 * @param allocator its name
 * @param phase {@code fill} or {@code fill-free}
 * @param measured by size, ascending
 * @param target the blocks that were to be reached
 */
public record FillCurve(String allocator, String phase, List<Point> measured, long target) {
    /** Keeps its own copy. */
    public FillCurve {
        measured = List.copyOf(measured);
    }

    /**
     * One size.
     *
     * @param blocks filled
     * @param seconds for all of them
     */
    public record Point(long blocks, double seconds) {}

    /** Whether the target was measured. */
    public boolean reached() {
        return !measured.isEmpty() && measured.getLast().blocks() >= target;
    }

    /** The law beyond what was measured; empty when the target was reached or too little is known. */
    public Optional<Extrapolation> extrapolation() {
        return reached() || measured.size() < 2 ? Optional.empty() : Optional.of(Extrapolation.of(measured));
    }

    /** Seconds for the target, measured or extrapolated; empty when too little is known. */
    public Optional<Double> secondsAtTarget() {
        return reached()
                ? Optional.of(measured.getLast().seconds())
                : extrapolation().map(law -> law.seconds(target));
    }
}
